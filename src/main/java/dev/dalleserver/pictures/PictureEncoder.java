package dev.dalleserver.pictures;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.PictureFormat;

/** The port that encodes finished pictures in the format that a client asks for. */
public interface PictureEncoder {
  /**
   * A format with its compression.
   *
   * @param quality of the JPEG, 0 to 100: the size of the file grows with it; PNG loses nothing and
   *     has no use for it
   */
  record Encoding(PictureFormat format, int quality) {
    public static final int BEST = 100;

    public static final Encoding PNG = new Encoding(PictureFormat.PNG, BEST);

    public Encoding {
      if (quality < 0 || quality > BEST) {
        throw new IllegalArgumentException("not a quality: " + quality);
      }
    }
  }

  /**
   * Encodes a picture; returns the same bytes for PNG.
   *
   * @param png a well-formed PNG
   * @throws JobException when the picture cannot be decoded or encoded
   * @throws CancelledException when {@code cancellation} was requested or its deadline passed
   */
  byte[] encode(byte[] png, Encoding encoding, Cancellation cancellation)
      throws JobException, CancelledException;
}
