package dev.dalleserver.gallery;

import java.time.Instant;

/**
 * A picture as known from its files.
 *
 * @param position series, address and age
 * @param title a few words, or empty
 * @param createdNanos when the picture was generated, in Unix nanoseconds
 * @param width of the annotated picture in pixels
 * @param height of the annotated picture in pixels
 * @param bytes size of the annotated picture
 * @param rgb the dominant colour; grey when unknown
 * @param hidden whether it is on no list but that of hidden ones
 */
public record StoredImage(
    ImagePosition position,
    String title,
    long createdNanos,
    int width,
    int height,
    long bytes,
    int rgb,
    boolean hidden) {

  public String series() {
    return position.series();
  }

  public String address() {
    return position.address();
  }

  public Instant createdAt() {
    return instant(createdNanos);
  }

  /** Returns when the annotated file was last written. */
  public Instant modifiedAt() {
    return instant(position.modifiedNanos());
  }

  /** Returns the dominant colour as {@code #rrggbb}. */
  public String color() {
    return String.format("#%06x", rgb);
  }

  /** Returns a text that differs whenever the annotated file has been replaced. */
  public String version() {
    return version(position.modifiedNanos(), bytes);
  }

  /** Returns the version of an annotated file, made from its modification time and size. */
  public static String version(long modifiedNanos, long bytes) {
    return Long.toHexString(modifiedNanos) + "-" + Long.toHexString(bytes);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
