package dev.dalleserver.web.pictures;

import dev.dalleserver.avatars.Avatars;
import dev.dalleserver.avatars.ScaledForm;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.ThumbnailStore;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Handler of {@code /thumbnails/{series}/{address}}: a small JPEG of the annotated picture, the
 * stored one or, with {@code size}, one of that width.
 */
final class ThumbnailsHandler {
  private final ThumbnailStore thumbnails;
  private final Avatars scaled;
  private final PictureSources sources;
  private final FileAnswer files;
  private final FileAnswer immutableFiles;

  ThumbnailsHandler(
      ThumbnailStore thumbnails, Avatars scaled, PictureSources sources, FileAnswer files) {
    this.thumbnails = thumbnails;
    this.scaled = scaled;
    this.sources = sources;
    this.files = files;
    // Browsers may cache what never changes under its URL.
    this.immutableFiles = files.immutable();
  }

  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    PictureKey key = sources.key(ctx);
    int size = Parameters.number(ctx, "size", 0, ScaledForm.MIN_SIZE, ScaledForm.MAX_SIZE);
    // Checked before the thumbnail is looked up: when the picture is replaced in between, browsers
    // cache the new one under the old URL, which no page names any more, and not the other way
    // round.
    FileAnswer answer = isCurrentVersion(ctx, key) ? immutableFiles : files;
    if (size > 0) {
      sendScaled(ctx, answer, key, size);
    } else {
      sendStored(ctx, answer, key);
    }
  }

  private void sendScaled(Context ctx, FileAnswer answer, PictureKey key, int size) {
    ScaledForm form = new ScaledForm(ScaledForm.Shape.WHOLE, size, PictureFormat.JPEG);
    try {
      ScaledAnswer.send(
          ctx,
          answer,
          scaled.find(key, form).orElseThrow(ScaledAnswer::notMade),
          PictureFormat.JPEG);
    } catch (RejectedExecutionException e) {
      throw ScaledAnswer.busy();
    }
  }

  private void sendStored(Context ctx, FileAnswer answer, PictureKey key) {
    CompletableFuture<ArtifactId> thumbnail =
        thumbnails.find(key).orElseThrow(ScaledAnswer::notMade);
    if (thumbnail.isDone() && !thumbnail.isCompletedExceptionally()) {
      answer.send(ctx, thumbnail.join());
      return;
    }
    ScaledAnswer.answerLater(ctx, () -> thumbnail.thenCompose(id -> answer.sendAsync(ctx, id)));
  }

  private boolean isCurrentVersion(Context ctx, PictureKey key) {
    String version = ctx.queryParam("v");
    return version != null
        && sources.images().find(key).map(StoredImage::version).filter(version::equals).isPresent();
  }
}
