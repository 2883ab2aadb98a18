package dev.dalleserver.web.pictures;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;

/**
 * {@code /dalle/{series}/{address}/dress}: the words and prompts of a picture as they would be. It
 * reads nothing that is stored of the picture, stores nothing and asks no provider.
 */
final class DressHandler {
  private final PictureSources sources;
  private final PictureService pictures;

  DressHandler(PictureSources sources, PictureService pictures) {
    this.sources = sources;
    this.pictures = pictures;
  }

  void get(Context ctx) {
    PictureKey key = sources.key(ctx);
    Json.answerText(ctx, pictures.plan(key, Parameters.text(ctx, "backstyle")));
  }
}
