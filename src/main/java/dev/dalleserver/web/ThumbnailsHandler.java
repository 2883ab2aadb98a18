package dev.dalleserver.web;

import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.ThumbnailStore;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** Handler of {@code /thumbnails/{series}/{address}}: a small JPEG of the annotated picture. */
final class ThumbnailsHandler {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final ThumbnailStore thumbnails;
  private final PictureCatalog images;
  private final PictureResolver resolver;
  private final FileAnswer files;
  private final FileAnswer immutableFiles;

  ThumbnailsHandler(
      ThumbnailStore thumbnails,
      PictureCatalog images,
      PictureResolver resolver,
      FileAnswer files) {
    this.thumbnails = thumbnails;
    this.images = images;
    this.resolver = resolver;
    this.files = files;
    // Browsers may cache what never changes under its URL.
    this.immutableFiles = files.immutable();
  }

  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    PictureKey key = resolver.key(ctx);
    // Checked before the thumbnail is looked up: when the picture is replaced in between, browsers
    // cache the new one under the old URL, which no page names any more, and not the other way
    // round.
    FileAnswer answer = isCurrentVersion(ctx, key) ? immutableFiles : files;
    CompletableFuture<ArtifactId> thumbnail =
        thumbnails.find(key).orElseThrow(ThumbnailsHandler::notFound);
    if (thumbnail.isDone() && !thumbnail.isCompletedExceptionally()) {
      answer.send(ctx, thumbnail.join());
      return;
    }
    ctx.future(
        () ->
            thumbnail
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(error(failure)))
                .thenCompose(id -> answer.sendAsync(ctx, id)));
  }

  private boolean isCurrentVersion(Context ctx, PictureKey key) {
    String version = ctx.queryParam("v");
    return version != null
        && images.find(key).map(StoredImage::version).filter(version::equals).isPresent();
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
    if (cause instanceof JobException e) {
      return new ApiError(
          ErrorCode.NOT_FOUND,
          "no thumbnail can be made of this picture",
          String.valueOf(e.getMessage()));
    }
    if (cause instanceof RejectedExecutionException) {
      return new ApiError(
              ErrorCode.SERVER_BUSY,
              "too many thumbnails are waiting to be made",
              "try again later")
          .retryAfter(RETRY_AFTER);
    }
    return new ApiError(ErrorCode.FILE_SYSTEM_ERROR, "the thumbnail cannot be read or stored", "");
  }
}
