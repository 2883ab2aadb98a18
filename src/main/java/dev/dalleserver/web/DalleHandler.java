package dev.dalleserver.web;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureOptions;
import dev.dalleserver.pictures.PictureOutcome;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.files.ServedFile;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ChangeParameters;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.pages.PicturePage;
import dev.dalleserver.wire.SnapshotJson;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code /dalle/{series}/{address}}: a picture, and the progress of its run. */
final class DalleHandler {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final PictureService service;
  private final FileAnswer files;
  private final PictureResolver resolver;
  private final RunLongPoll longPoll;
  private final Callbacks callbacks;

  DalleHandler(
      PictureService service,
      PictureResolver known,
      FileAnswer files,
      RunLongPoll waiting,
      Callbacks callbacks) {
    this.callbacks = callbacks;
    this.service = service;
    this.resolver = known;
    this.files = files;
    this.longPoll = waiting;
  }

  void get(Context ctx) {
    PictureKey key = key(ctx);
    ChangeParameters changes = ChangeParameters.effective(ctx);
    PictureOptions options = options(ctx);
    Duration wait = Parameters.waitDuration(ctx);
    if (changes.remove()) {
      remove(ctx, key);
    } else if (changes.generate()) {
      PictureOutcome.Accepted seen = generate(ctx, key, options);
      if (!seen.started()) {
        RequestContext.of(ctx).markQuiet();
      }
      ProgressSnapshot first = seen.snapshot();
      // The second look must not force again what the first has forced.
      longPoll.answer(
          ctx, key, wait, first, () -> generate(key, PictureOptions.DEFAULT).snapshot());
    } else {
      sendPictureOrProgress(ctx, key, wait);
    }
  }

  /** Does what {@code ?generate=1} does, for callers that avoid side effects of GET. */
  void post(Context ctx) {
    PictureKey key = key(ctx);
    Duration wait = Parameters.waitDuration(ctx);
    if (ChangeParameters.requested(ctx).remove()) {
      // A POST means generate by itself.
      throw ChangeParameters.conflictError();
    }
    PictureOptions options = options(ctx);
    PictureOutcome.Accepted seen = generate(ctx, key, options);
    if (options.force() && !seen.started() && hasSucceeded(seen.snapshot())) {
      // The end of an earlier run, which no client had asked for until now. Clients that poll
      // ?force=1 wait for the end of their run, but a client that sends this POST wants a new one.
      seen = generate(ctx, key, options);
    }
    longPoll.answer(
        ctx,
        key,
        wait,
        seen.snapshot(),
        () -> generate(key, PictureOptions.DEFAULT).snapshot(),
        snapshot -> sendPosted(ctx, key, snapshot));
  }

  private static void sendPosted(Context ctx, PictureKey key, ProgressSnapshot snapshot) {
    if (PicturePage.isAskedByBrowser(ctx)) {
      // A form without scripts: the browser shows the page again, by GET.
      sendToPage(ctx, key, 303);
      return;
    }
    boolean pending = !snapshot.done();
    if (pending) {
      String prefix = RequestContext.of(ctx).prefix();
      ctx.header("Location", prefix + "/dalle/" + key.seriesText() + "/" + key.addressText());
    }
    Json.send(ctx, pending ? 202 : 200, SnapshotJson.render(snapshot, RequestId.of(ctx)));
  }

  /** Cancels the run; what it has stored stays. With {@code remove=1} it removes the picture. */
  void delete(Context ctx) {
    PictureKey key = key(ctx);
    if (ChangeParameters.effective(ctx).remove()) {
      remove(ctx, key);
      return;
    }
    ProgressSnapshot last =
        service
            .cancel(key)
            .orElseThrow(
                () ->
                    new ApiError(
                        ErrorCode.NOT_FOUND,
                        "this picture is not being made",
                        "only a run that waits or works can be cancelled"));
    Json.send(ctx, 200, SnapshotJson.render(last, RequestId.of(ctx)));
  }

  static boolean hasSucceeded(ProgressSnapshot snapshot) {
    return snapshot.done() && snapshot.error().isEmpty() && !snapshot.cancelled();
  }

  private void sendPictureOrProgress(Context ctx, PictureKey key, Duration wait) {
    Optional<ServedFile> picture = files.find(ArtifactId.of(key, ArtifactKind.ANNOTATED));
    if (picture.isPresent()) {
      files.send(ctx, picture.get());
      return;
    }
    ContentCoding.addVary(ctx, "Accept");
    if (PicturePage.isAskedByBrowser(ctx)) {
      // A person who opens the link of a picture that is not there sees what it is, and a button.
      sendToPage(ctx, key, 302);
      return;
    }
    RequestContext.of(ctx).markQuiet();
    longPoll.answer(ctx, key, wait, progress(key), () -> progress(key));
  }

  private static void sendToPage(Context ctx, PictureKey key, int status) {
    ctx.header("Location", RequestContext.of(ctx).prefix() + PicturePage.path(key));
    ctx.header("Cache-Control", "no-store");
    ctx.status(status);
  }

  private ProgressSnapshot progress(PictureKey key) {
    Optional<ProgressSnapshot> seen = service.findProgress(key);
    if (seen.isEmpty()) {
      // Stored pictures of a removed series are still shown, but no more can be made.
      service.series(key);
    }
    return seen.orElseThrow(DalleHandler::notMade);
  }

  static ApiError notMade() {
    return new ApiError(
        ErrorCode.NOT_FOUND, "this picture has not been made", "add ?generate=1 to make it");
  }

  private PictureOutcome.Accepted generate(Context ctx, PictureKey key, PictureOptions options) {
    return callbacks.generate(
        key, callbacks.read(Parameters.text(ctx, "callback")), () -> generate(key, options));
  }

  PictureOutcome.Accepted generate(PictureKey key, PictureOptions options) {
    return service
        .generate(key, options)
        .match(
            new PictureOutcome.Cases<>(
                accepted -> accepted,
                waiting -> {
                  throw queueFull(waiting);
                },
                untilReset -> {
                  throw budgetExhausted(untilReset);
                },
                () -> {
                  throw shuttingDown();
                }));
  }

  private static ApiError queueFull(int waiting) {
    return new ApiError(
            ErrorCode.SERVER_BUSY,
            "too many pictures are waiting to be made",
            waiting + " are waiting; try again later")
        .retryAfter(RETRY_AFTER);
  }

  private static ApiError shuttingDown() {
    return new ApiError(ErrorCode.SHUTTING_DOWN, "the server is shutting down", "try again later")
        .retryAfter(RETRY_AFTER);
  }

  static ApiError budgetExhausted(Duration untilReset) {
    return new ApiError(
            ErrorCode.BUDGET_EXHAUSTED,
            "the images that may be asked for today are used up, or the budget of today is",
            "there are more after midnight UTC; what is stored is still answered")
        .retryAfter(untilReset);
  }

  private void remove(Context ctx, PictureKey key) {
    String path = "output/" + key.seriesText() + "/annotated/" + key.addressText() + ".png";
    boolean removed =
        switch (service.remove(key)) {
          case REMOVED -> true;
          case NOT_FOUND -> false;
          case BEING_MADE ->
              throw new ApiError(
                  ErrorCode.CONFLICT,
                  "this picture is being made",
                  "wait for the end, or cancel it");
        };
    Json.answer(ctx, 200, new Removed(removed, path));
  }

  /** The answer to a removal. */
  private record Removed(boolean removed, String path) {}

  PictureKey key(Context ctx) {
    List<String> segments = Parameters.segments(ctx);
    PictureKey key = PictureKey.parse(segments.get(1), segments.get(2));
    // A series may have been removed while a picture of it is being made.
    if (!service.isActive(key)) {
      resolver.requireSeries(key.series());
    }
    return key;
  }

  static PictureOptions options(Context ctx) {
    return new PictureOptions(
        ChangeParameters.requested(ctx).force(), Parameters.text(ctx, "backstyle"));
  }
}
