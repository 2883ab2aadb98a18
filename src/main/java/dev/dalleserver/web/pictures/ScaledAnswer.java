package dev.dalleserver.web.pictures;

import dev.dalleserver.avatars.ScaledPicture;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.files.MadeContent;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Answers with a picture that is made smaller now or was before. */
final class ScaledAnswer {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private ScaledAnswer() {}

  static void send(
      Context ctx,
      FileAnswer files,
      CompletableFuture<ScaledPicture> picture,
      PictureFormat format) {
    if (picture.isDone() && !picture.isCompletedExceptionally()) {
      files.send(ctx, content(picture.join(), format));
      return;
    }
    answerLater(
        ctx, () -> picture.thenCompose(made -> files.sendAsync(ctx, content(made, format))));
  }

  private static MadeContent content(ScaledPicture picture, PictureFormat format) {
    return MadeContent.of(picture.bytes(), "image/" + format.text(), picture.tag());
  }

  /** Answers when a future completes; its failure becomes the error that says why. */
  static void answerLater(Context ctx, Supplier<CompletableFuture<Void>> answer) {
    ctx.future(
        () ->
            answer
                .get()
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(error(failure))));
  }

  static ApiError notMade() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "this picture has not been made",
        "GET /dalle/{series}/{address}?generate=1 makes it");
  }

  static ApiError busy() {
    return new ApiError(
            ErrorCode.SERVER_BUSY,
            "too many pictures are waiting to be made smaller",
            "try again later")
        .retryAfter(RETRY_AFTER);
  }

  private static Throwable error(Throwable failure) {
    Throwable cause = ErrorMapping.cause(failure);
    if (cause instanceof ApiError known) {
      return known;
    }
    if (cause instanceof JobException e) {
      return new ApiError(
          ErrorCode.NOT_FOUND,
          "no smaller picture can be made of this one",
          String.valueOf(e.getMessage()));
    }
    if (cause instanceof RejectedExecutionException) {
      return busy();
    }
    return new ApiError(ErrorCode.FILE_SYSTEM_ERROR, "the picture cannot be read or stored", "");
  }
}
