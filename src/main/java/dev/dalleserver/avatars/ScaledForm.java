package dev.dalleserver.avatars;

import dev.dalleserver.picture.PictureFormat;

/**
 * The form in which a picture is asked for.
 *
 * @param size width of the result in pixels, {@link #MIN_SIZE} to {@link #MAX_SIZE}
 */
public record ScaledForm(Shape shape, int size, PictureFormat format) {
  public static final int MIN_SIZE = 16;
  public static final int MAX_SIZE = 1024;

  /** What is shown of the picture. */
  public enum Shape {
    /** A square that is cut out. */
    SQUARE,
    /** All of it. */
    WHOLE
  }

  public ScaledForm {
    if (size < MIN_SIZE || size > MAX_SIZE) {
      throw new IllegalArgumentException("not a size: " + size);
    }
  }
}
