package dev.dalleserver.painting.canvas;

/** The colour of each pixel that fills an outline. */
@FunctionalInterface
public interface Ink {
  /** The colour of a pixel as {@code 0xRRGGBB}. */
  int at(int x, int y);
}
