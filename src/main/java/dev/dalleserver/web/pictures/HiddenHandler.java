package dev.dalleserver.web.pictures;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.web.http.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/**
 * {@code /images/{series}/{address}/hidden}: leaves a picture out of all lists, or shows it again.
 * It stays where it is, and is served by its URLs. A mark beside its files says that it is hidden;
 * nothing but this handler removes the mark, so a picture that is made again stays hidden.
 */
final class HiddenHandler {
  private final PictureSources sources;
  private final ArtifactStore store;
  private final Clock clock;

  HiddenHandler(PictureSources sources, ArtifactStore store, Clock clock) {
    this.sources = sources;
    this.store = store;
    this.clock = clock;
  }

  /** The state after a change. */
  private record Hidden(String series, String address, boolean hidden) {}

  void hide(Context ctx) {
    PictureKey key = sources.key(ctx);
    if (sources.images().find(key).isEmpty()) {
      throw ScaledAnswer.notMade();
    }
    try {
      if (!store.exists(mark(key))) {
        store.writeText(mark(key), clock.instant() + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answer(ctx, key, true);
  }

  void show(Context ctx) {
    PictureKey key = sources.key(ctx);
    try {
      if (!store.delete(mark(key)) && sources.images().find(key).isEmpty()) {
        throw ScaledAnswer.notMade();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answer(ctx, key, false);
  }

  private static void answer(Context ctx, PictureKey key, boolean hidden) {
    Json.answer(ctx, 200, new Hidden(key.seriesText(), key.addressText(), hidden));
  }

  private static ArtifactId mark(PictureKey key) {
    return ArtifactId.of(key, ArtifactKind.HIDDEN);
  }
}
