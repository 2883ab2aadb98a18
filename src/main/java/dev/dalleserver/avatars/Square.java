package dev.dalleserver.avatars;

/** A square part of a picture, in its pixels. */
public record Square(int x, int y, int side) {
  /** How many radii of the head a square has at least, so that hats and ears are in it. */
  private static final double HEAD_RADII = 5.5;

  /** A smaller part of the picture would be blurred. */
  private static final double SMALLEST_SHARE = 0.5;

  /** Shoulders are more interesting than the sky: the head is above the middle by so many radii. */
  private static final double BELOW_HEAD = 0.3;

  /** The share of a captioned picture that its caption leaves, at least. */
  private static final double ABOVE_CAPTION = 0.75;

  /** Decides which part of a picture of some size is shown. */
  @FunctionalInterface
  public interface Choice {
    Square of(int width, int height);
  }

  /** The largest square in the middle of a picture. */
  static Square middle(int width, int height) {
    int side = Math.min(width, height);
    return new Square((width - side) / 2, (height - side) / 2, side);
  }

  /** The largest square at the upper edge of a picture that has a caption below. */
  static Square aboveCaption(int width, int height) {
    int side = Math.max(1, Math.min(width, (int) (height * ABOVE_CAPTION)));
    return new Square((width - side) / 2, 0, side);
  }

  /** A square around a head, as large as the head asks for, within the picture. */
  static Square around(Head head, int width, int height) {
    int shorter = Math.min(width, height);
    long wanted = Math.round(Math.max(SMALLEST_SHARE * shorter, HEAD_RADII * head.radius()));
    int side = (int) Math.max(1, Math.min(shorter, wanted));
    double centreY = head.y() + BELOW_HEAD * head.radius();
    return new Square(
        within(head.x() - side / 2.0, width - side),
        within(centreY - side / 2.0, height - side),
        side);
  }

  private static int within(double position, int most) {
    return (int) Math.max(0, Math.min(most, Math.round(position)));
  }
}
