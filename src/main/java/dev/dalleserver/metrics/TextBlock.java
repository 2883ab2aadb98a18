package dev.dalleserver.metrics;

/**
 * Some lines of the page of metrics that belong together. Asked by one thread at a time; what it
 * shows may be counted by others meanwhile.
 */
@FunctionalInterface
interface TextBlock {
  /**
   * The lines as they are now, in UTF-8; the array must not be changed. As long as no number has
   * changed it is the array that was given before: making text out of numbers is most of what a
   * scrape costs, and few of them change between two.
   */
  byte[] text();
}
