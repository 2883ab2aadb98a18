package dev.dalleserver;

import dev.dalleserver.painting.image.JpegEncoder;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.painting.image.ScaledRenderer;
import dev.dalleserver.pictures.FakeAnnotator;
import dev.dalleserver.pictures.FakePainter;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server whose painter and annotator take no time: everything else is the same as in the jar. */
public final class HollowServer {
  private HollowServer() {}

  /** Takes the server's own flags, and runs until it is killed. */
  public static void main(String[] args) throws Exception {
    LoadOutcome outcome = new SettingsLoader(Map.of(), Path.of("")).load(List.of(args));
    if (!(outcome instanceof LoadOutcome.Loaded loaded)) {
      throw new IllegalArgumentException(outcome.toString());
    }
    PictureProviders studio =
        new PictureProviders(Optional.empty(), Optional.of(new FakePainter()), new FakeAnnotator());
    DalleServer.start(
        loaded.settings(),
        (databases, listener, memory, pictures) ->
            new Providers(
                studio,
                Optional.empty(),
                new JpegEncoder(RenderPermits.ofThisMachine(memory)),
                new ScaledRenderer(RenderPermits.ofThisMachine(memory)),
                new FakePainter()),
        Clocks.SYSTEM);
    Thread.currentThread().join();
  }
}
