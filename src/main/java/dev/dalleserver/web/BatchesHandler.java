package dev.dalleserver.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.batches.CancelOutcome;
import dev.dalleserver.batches.SubmitOutcome;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ContentTypeFilter;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.wire.BatchJson;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code /v1/images/generations}: batches of images for free prompts, asked for now and fetched
 * later.
 */
final class BatchesHandler {
  static final String PATH = BatchJson.PATH;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int UNPROCESSABLE = 422;
  private static final Pattern KEY_FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Pattern INDEX_FORM = Pattern.compile("0|[1-9][0-9]?");

  private final BatchService batches;
  private final FileAnswer files;
  private final BatchAnswer answer;
  private final BatchLongPoll longPoll;
  private final Callbacks callbacks;

  BatchesHandler(
      BatchService batches,
      FileAnswer files,
      StreamedPictures streamed,
      BatchLongPoll waiting,
      Callbacks callbacks) {
    this.callbacks = callbacks;
    this.batches = batches;
    this.files = files;
    this.longPoll = waiting;
    this.answer = new BatchAnswer(streamed);
  }

  /** The first answer to a request. */
  private record Created(
      String id, String status, long createdAt, @JsonProperty("request_id") String requestId) {}

  /** The answer to a cancellation. */
  private record Ended(String id, String status, @JsonProperty("request_id") String requestId) {}

  /** The list without its items. */
  private record Listing(List<?> generations, int count) {}

  void post(Context ctx) {
    Optional<String> key = key(ctx);
    BatchRequest request =
        BatchRequestReader.read(ContentTypeFilter.declaredType(ctx), ctx.bodyAsBytes());
    Optional<URI> callback = callbacks.read(BatchRequestReader.callback(ctx.bodyAsBytes()));
    // Registered before the batch begins: a refused callback begins nothing.
    SubmitOutcome.Accepted accepted =
        requireAccepted(batches.submit(request, key, it -> callbacks.register(it, callback)));
    Batch batch = accepted.batch();
    if (accepted.replayed()) {
      callbacks.register(batch, callback);
    }
    String id = batch.id().value();
    ctx.header("Location", RequestContext.of(ctx).prefix() + PATH + "/" + id);
    ctx.header("Retry-After", Long.toString(RETRY_AFTER.toSeconds()));
    long createdAt = batch.created().unixMillis();
    Json.send(
        ctx, 201, JsonEncoder.encode(new Created(id, "pending", createdAt, RequestId.of(ctx))));
  }

  void list(Context ctx) {
    List<Batch> all = batches.newestFirst();
    String prefix = RequestContext.of(ctx).prefix();
    Json.answerList(
        ctx,
        new Listing(List.of(), all.size()),
        all,
        batch -> BatchJson.render(batch, batch.state(), prefix));
  }

  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    Batch batch = find(ctx);
    boolean withImages = withImages(ctx);
    Duration wait = Parameters.waitDuration(ctx);
    longPoll.answer(ctx, batch, wait, () -> answer.send(ctx, batch, withImages));
  }

  void delete(Context ctx) {
    Batch batch = find(ctx);
    CancelOutcome outcome = batches.cancel(batch.id());
    switch (outcome) {
      case CANCELLED -> {
        String id = batch.id().value();
        Json.send(ctx, 200, JsonEncoder.encode(new Ended(id, "cancelled", RequestId.of(ctx))));
      }
      case ALREADY_TERMINAL ->
          throw new ApiError(
              ErrorCode.ALREADY_TERMINAL,
              "this generation has ended already",
              "its status is " + batch.state().status());
      case UNKNOWN -> throw unknownBatch();
    }
  }

  /** Sends the bytes of one finished image. */
  void image(Context ctx) {
    Batch batch = find(ctx);
    String index = Parameters.segments(ctx).get(5);
    if (!INDEX_FORM.matcher(index).matches()) {
      throw noPicture(batch);
    }
    files.send(
        ctx, batches.picture(batch, Integer.parseInt(index)).orElseThrow(() -> noPicture(batch)));
  }

  /** Finds the batch that the path names. */
  Batch find(Context ctx) {
    return BatchId.parse(Parameters.segments(ctx).get(3))
        .flatMap(batches::find)
        .orElseThrow(BatchesHandler::unknownBatch);
  }

  static ApiError unknownBatch() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "there is no such generation",
        "it never existed, or it was removed some time after its end");
  }

  private static ApiError noPicture(Batch batch) {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "there is no such picture",
        batch.state().images().size() + " are finished, counted from 0");
  }

  /**
   * @throws ApiError for every outcome but an accepted batch
   */
  static SubmitOutcome.Accepted requireAccepted(SubmitOutcome outcome) {
    return outcome.match(
        new SubmitOutcome.Cases<>(
            accepted -> accepted,
            slots -> {
              throw busy(slots);
            },
            () -> {
              throw keyReused();
            },
            () -> {
              throw noProvider();
            },
            untilReset -> {
              throw DalleHandler.budgetExhausted(untilReset);
            },
            () -> {
              throw shuttingDown();
            }));
  }

  private static ApiError busy(int slots) {
    return new ApiError(
            ErrorCode.SERVER_BUSY,
            "the server is making other pictures",
            slots + " at once is the most; try again later")
        .retryAfter(RETRY_AFTER);
  }

  private static ApiError keyReused() {
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        UNPROCESSABLE,
        "the Idempotency-Key was used for another request",
        "expected a new key, or the same body as before");
  }

  private static ApiError noProvider() {
    return new ApiError(
            ErrorCode.OPENAI_UNAVAILABLE,
            "this server makes no pictures",
            "it was started with --skip-image")
        .retryAfter(Parameters.MAX_WAIT);
  }

  private static ApiError shuttingDown() {
    return new ApiError(ErrorCode.SHUTTING_DOWN, "the server is shutting down", "try again later")
        .retryAfter(RETRY_AFTER);
  }

  private static Optional<String> key(Context ctx) {
    String key = ctx.header("Idempotency-Key");
    if (key != null && !KEY_FORM.matcher(key).matches()) {
      throw new ApiError(
          ErrorCode.INVALID_REQUEST,
          "the Idempotency-Key is not understood",
          "expected 1 to 255 visible ASCII characters");
    }
    return Optional.ofNullable(key);
  }

  private static boolean withImages(Context ctx) {
    String images = ctx.queryParam("images");
    if (images == null || images.isEmpty() || images.equals("base64")) {
      return true;
    }
    if (images.equals("url")) {
      return false;
    }
    throw Parameters.invalid("images", images, "base64 or url");
  }
}
