package dev.dalleserver.batches;

import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.PictureEncoder.Encoding;

/**
 * How the pictures of a batch reach their client, and which requests that client may make.
 *
 * @param limits the limits on the request
 * @param encoding what the pictures are stored and sent as
 * @param partialImages how many pictures of the work under way the client wants of each, 0 to 3
 */
public record Delivery(Limits limits, Encoding encoding, int partialImages) {
  /** The limits on requests for batches. */
  public enum Limits {
    /** Those of {@code /v1}. */
    BATCH(5, 8),
    /** Those of the OpenAI protocol. */
    OPENAI(10, 1);

    private final int images;
    private final int sideStep;

    Limits(int images, int sideStep) {
      this.images = images;
      this.sideStep = sideStep;
    }

    /** Returns the most pictures of one batch. */
    int images() {
      return images;
    }

    /** Returns the number that each side is a multiple of. */
    int sideStep() {
      return sideStep;
    }
  }

  /** A batch of {@code /v1}, which is fetched later. */
  public static final Delivery BATCH = new Delivery(Limits.BATCH, Encoding.PNG, 0);

  /**
   * Returns true when the pictures may be made at the same time: their client waits for all of
   * them, and gets no picture of the work under way, which does not say of which picture it is.
   */
  boolean maySideBySide() {
    return limits == Limits.OPENAI && partialImages == 0;
  }

  /** Returns the format in which the pictures are stored and sent. */
  public PictureFormat format() {
    return encoding.format();
  }
}
