package dev.dalleserver.pictures;

/** Width and height of a picture in pixels. */
public record ImageSize(int width, int height) {
  public static final ImageSize SQUARE = new ImageSize(1024, 1024);

  public ImageSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("not a size: " + width + "x" + height);
    }
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
