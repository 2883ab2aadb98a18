package dev.dalleserver.painting;

import dev.dalleserver.generation.PictureCodec.UnreadablePictureException;
import java.util.Map;
import java.util.Optional;

/** Pictures from outside: decoding them, and the texts in them. */
public final class PictureFuzz {
  private static final int MOST_PIXELS = 1 << 16;

  private PictureFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] picture) {
    try {
      new ImageIoPictureCodec().reencode(picture, MOST_PIXELS, Optional.empty());
    } catch (UnreadablePictureException refused) {
      // As it should be.
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
