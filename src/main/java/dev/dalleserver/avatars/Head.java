package dev.dalleserver.avatars;

import dev.dalleserver.dress.DalleDress;
import java.util.Optional;

/**
 * Where the head of a figure is, in pixels of its picture.
 *
 * @param x of its middle
 * @param y of its middle
 */
public record Head(double x, double y, double radius) {
  /** Finds heads in pictures. */
  @FunctionalInterface
  public interface Finder {
    /** A finder that knows of no head. */
    Finder NONE = (dress, width, height) -> Optional.empty();

    /**
     * Finds the head in the picture of a dress, without looking at the picture.
     *
     * @param width of the picture
     * @param height of the picture
     * @return empty when another painter has made it
     */
    Optional<Head> find(DalleDress dress, int width, int height);
  }
}
