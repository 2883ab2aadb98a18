package dev.dalleserver.web;

import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.generation.GenerationException;
import dev.dalleserver.generation.ThumbnailStore;
import dev.dalleserver.store.ImageIndex;
import dev.dalleserver.store.StoredImage;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** {@code /thumbnails/{series}/{address}}: a small JPEG of the annotated picture. */
final class ThumbnailsHandler {
  private static final Duration COME_BACK = Duration.ofSeconds(2);

  private final ThumbnailStore shelf;
  private final ImageIndex images;
  private final PictureResolver known;
  private final FileAnswer files;
  private final FileAnswer keptFiles;

  ThumbnailsHandler(
      ThumbnailStore shelf, ImageIndex images, PictureResolver known, FileAnswer files) {
    this.shelf = shelf;
    this.images = images;
    this.known = known;
    this.files = files;
    // What does not change under its address is kept by browsers.
    this.keptFiles = files.forEver();
  }

  void get(Context ctx) {
    RequestContext.of(ctx).beQuiet();
    PictureKey key = known.key(ctx);
    // Before the thumbnail is looked for: a picture replaced in between is then kept under the
    // address of the old one, which nobody names any more, and not the other way round.
    FileAnswer answer = namesCurrentVersion(ctx, key) ? keptFiles : files;
    CompletableFuture<Path> thumbnail = shelf.find(key).orElseThrow(ThumbnailsHandler::notFound);
    if (thumbnail.isDone() && !thumbnail.isCompletedExceptionally()) {
      answer.send(ctx, thumbnail.join());
      return;
    }
    ctx.future(
        () ->
            thumbnail
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(error(failure)))
                .thenCompose(path -> answer.sending(ctx, path)));
  }

  private boolean namesCurrentVersion(Context ctx, PictureKey key) {
    String asked = ctx.queryParam("v");
    return asked != null
        && images
            .find(key.seriesText(), key.addressText())
            .map(StoredImage::version)
            .filter(asked::equals)
            .isPresent();
  }

  private static ApiError notFound() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "this picture has not been made",
        "GET /dalle/{series}/{address}?generate=1 makes it");
  }

  private static ApiError error(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof GenerationException e) {
      return new ApiError(
          ErrorCode.NOT_FOUND, "this picture cannot be made small", String.valueOf(e.getMessage()));
    }
    if (cause instanceof RejectedExecutionException) {
      return new ApiError(
              ErrorCode.SERVER_BUSY,
              "too many thumbnails are waiting to be made",
              "try again later")
          .retryAfter(COME_BACK);
    }
    return new ApiError(ErrorCode.FILE_SYSTEM_ERROR, "the thumbnail cannot be read or stored", "");
  }
}
