package dev.dalleserver.progress;

import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Runs of pictures with the bundled words, that tests take through their phases by hand. */
public final class Runs {
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  private Runs() {}

  /** A run of the provider {@code fake}. */
  public static ProgressRun begin(ProgressManager manager) {
    return begin(manager, "simple", ADDRESS);
  }

  public static ProgressRun begin(ProgressManager manager, String seriesName, String address) {
    try {
      Path nowhere = Path.of("no-such-folder");
      PictureKey key = PictureKey.parse(seriesName, address);
      return manager.begin(
          key,
          "fake",
          new DressFactory(AttributeDatabases.load(nowhere))
              .create(
                  SeriesCatalog.load(nowhere).find(key.series()).orElseThrow(),
                  Address.parse(address),
                  Optional.empty()),
          0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
