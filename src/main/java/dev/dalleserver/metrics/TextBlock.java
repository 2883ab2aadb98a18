package dev.dalleserver.metrics;

/**
 * Lines of the page of metrics that belong together. Called by one thread at a time; other threads
 * may change the numbers meanwhile.
 */
@FunctionalInterface
interface TextBlock {
  /**
   * Returns the current lines, in UTF-8; the caller must not modify the array. Returns the same
   * array as long as no number has changed: formatting numbers is most of the cost of a scrape, and
   * few of them change between two scrapes.
   */
  byte[] text();
}
