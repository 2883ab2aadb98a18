package dev.dalleserver.picture;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/** Series and address as they come in a path. */
public final class PictureKeyFuzz {
  private PictureKeyFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    String series = data.consumeString(80);
    String address = data.consumeRemainingAsString();
    try {
      PictureKey key = PictureKey.parse(series, address);
      if (!key.seriesText().matches("[a-z0-9][a-z0-9_-]{0,63}")
          || !key.addressText().matches("0x[0-9a-f]{40}")) {
        throw new AssertionError(key + " is not safe in a path");
      }
    } catch (InvalidSeriesException | InvalidAddressException refused) {
      // As it should be.
    }
  }
}
