package dev.dalleserver.pictures;

/**
 * A captioned picture, with the thumbnail and the facts that are derived from it while it is in
 * memory.
 *
 * @param png the annotated picture
 * @param thumbnail a JPEG, 384 pixels wide, under 40 kB
 * @param size size of {@code png} in pixels
 * @param color the dominant colour as {@code #rrggbb}
 */
public record AnnotatedImage(byte[] png, byte[] thumbnail, ImageSize size, String color) {}
