package dev.dalleserver.store;

import java.time.Instant;

/**
 * What is known of a picture from its files.
 *
 * @param position series, address and age
 * @param title a few words, or empty
 * @param createdNanos when the picture was made, in Unix nanoseconds
 * @param width of the annotated picture in pixels
 * @param height of the annotated picture in pixels
 * @param bytes size of the annotated picture
 * @param rgb the dominant colour; grey when unknown
 */
public record StoredImage(
    ImagePosition position,
    String title,
    long createdNanos,
    int width,
    int height,
    long bytes,
    int rgb) {

  public String series() {
    return position.series();
  }

  public String address() {
    return position.address();
  }

  public Instant createdAt() {
    return instant(createdNanos);
  }

  /** When the annotated file was last written. */
  public Instant modifiedAt() {
    return instant(position.modifiedNanos());
  }

  /** The dominant colour as {@code #rrggbb}. */
  public String color() {
    return String.format("#%06x", rgb);
  }

  /** Differs whenever the annotated file has been replaced. */
  public String version() {
    return version(position.modifiedNanos(), bytes);
  }

  /** The version of an annotated file by its time of change and its size. */
  public static String version(long modifiedNanos, long bytes) {
    return Long.toHexString(modifiedNanos) + "-" + Long.toHexString(bytes);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
