package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Pictures from outside: decoding them, and the texts in them. */
public final class PictureFuzz {
  private static final int MOST_PIXELS = 1 << 16;

  private static final ImageIoPictureCodec CODEC = new ImageIoPictureCodec();

  private PictureFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] picture) {
    try {
      CODEC.reencode(
          EncodedPicture.of(picture), MOST_PIXELS, Optional.empty(), Cancellation.none());
    } catch (UnreadablePictureException refused) {
      // As it should be.
    } catch (CancelledException | IOException e) {
      throw new AssertionError(e);
    }
    try {
      PngText.read(picture);
      Map<String, String> texts = PngText.read(PngText.insert(picture, Map.of("Fuzz", "found")));
      if (texts.get("Fuzz") == null) {
        throw new AssertionError("a text was lost");
      }
    } catch (DamagedPngException refused) {
      // As it should be.
    }
  }
}
