package dev.dalleserver.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.batches.SubmitOutcome;
import dev.dalleserver.progress.Ending;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.http.AcceptedHosts;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.Authority;
import dev.dalleserver.web.http.ContentTypeFilter;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.OpenAiErrors;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.server.DisconnectDetector;
import dev.dalleserver.wire.BatchJson;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/**
 * Handler of {@code /openai/v1/images/generations}: makes pictures for a free prompt and answers
 * when they are finished, for clients of the OpenAI protocol. Each request is an ordinary batch.
 */
final class OpenAiImagesHandler {
  /** Status that is logged when the client disconnected before the answer. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final BatchService batches;
  private final LongPolls longPolls;
  private final StreamedPictures streamed;
  private final AcceptedHosts hosts;

  /**
   * @param hosts the hosts that links may name
   */
  OpenAiImagesHandler(
      BatchService batches, LongPolls longPolls, StreamedPictures streamed, AcceptedHosts hosts) {
    this.hosts = hosts;
    this.batches = batches;
    this.longPolls = longPolls;
    this.streamed = streamed;
  }

  void post(Context ctx) {
    OpenAiImageRequest request =
        OpenAiImageRequest.read(ContentTypeFilter.declaredType(ctx), ctx.bodyAsBytes());
    // Before the provider is paid: a host that is not accepted is refused here.
    Optional<String> base = request.asUrl() ? Optional.of(baseUrl(ctx)) : Optional.empty();
    Batch batch = submit(request.batch());
    CompletableFuture<Void> ended = longPolls.hold();
    Subscription subscription = batch.subscribe(changed -> completeIfTerminal(ended, changed));
    // The batch may have ended before the subscription began.
    completeIfTerminal(ended, batch);
    DisconnectDetector disconnect = DisconnectDetector.start(ctx, () -> batches.cancel(batch.id()));
    ctx.future(
        () ->
            ended
                .whenComplete(
                    (nothing, failure) -> {
                      subscription.close();
                      disconnect.close();
                    })
                .thenRunAsync(
                    () -> answer(ctx, batch, base, disconnect.isDisconnected()),
                    LongPolls.executor(ctx)));
  }

  private Batch submit(BatchRequest request) {
    SubmitOutcome outcome = batches.submit(request, Optional.empty());
    try {
      return BatchesHandler.requireAccepted(outcome).batch();
    } catch (ApiError e) {
      boolean retryable =
          outcome.match(
              new SubmitOutcome.Cases<>(
                  accepted -> true,
                  slots -> true,
                  () -> false,
                  () -> false,
                  untilReset -> false,
                  () -> true));
      throw retryable ? e : e.withHeader(OpenAiErrors.SHOULD_RETRY, "false");
    }
  }

  private static void completeIfTerminal(CompletableFuture<Void> ended, Batch batch) {
    if (batch.state().isTerminal()) {
      ended.complete(null);
    }
  }

  private void answer(Context ctx, Batch batch, Optional<String> base, boolean disconnected) {
    BatchState state = batch.state();
    if (disconnected) {
      ctx.status(CLIENT_CLOSED_REQUEST);
      return;
    }
    Optional<ApiError> problem = problem(batch, state);
    if (problem.isPresent()) {
      throw problem.get();
    }
    send(ctx, batch, base);
  }

  /** Returns why a batch has no pictures to answer with; empty when it has. */
  private Optional<ApiError> problem(Batch batch, BatchState state) {
    Optional<Ending> ending = state.ending();
    if (ending.isEmpty()) {
      // The wait ended because the server is shutting down: no client will fetch the pictures.
      batches.cancel(batch.id());
      return Optional.of(
          new ApiError(ErrorCode.SHUTTING_DOWN, "the server is shutting down", "try again later")
              .retryAfter(RETRY_AFTER));
    }
    return switch (ending.get()) {
      case COMPLETED -> Optional.empty();
      case FAILED -> Optional.of(failure((BatchState.Failed) state));
      case CANCELLED ->
          Optional.of(
              new ApiError(
                      ErrorCode.CONFLICT,
                      "the pictures were cancelled",
                      "a client cancelled batch " + batch.id())
                  .withHeader(OpenAiErrors.SHOULD_RETRY, "false"));
    };
  }

  private void send(Context ctx, Batch batch, Optional<String> base) {
    if (base.isEmpty()) {
      streamed.send(
          ctx,
          batch,
          (out, pictures) ->
              write(
                  out,
                  batch,
                  (json, n) -> {
                    json.writeFieldName("b64_json");
                    pictures.write(json, n);
                  },
                  RequestId.of(ctx)));
      return;
    }
    String imagesUrl = base.get() + BatchesHandler.PATH + "/" + batch.id() + "/images/";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(
          out, batch, (json, n) -> json.writeStringField("url", imagesUrl + n), RequestId.of(ctx));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Json.send(ctx, 200, out.toByteArray());
  }

  private static void write(
      OutputStream out, Batch batch, BatchJson.Pictures members, String requestId)
      throws IOException {
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("created", batch.created().unixMillis() / 1000);
      json.writeArrayFieldStart("data");
      for (int n = 0; n < batch.state().images().size(); n++) {
        json.writeStartObject();
        members.write(json, n);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("request_id", requestId);
      json.writeEndObject();
    }
  }

  /**
   * Returns the base URL under which the client reaches this server, from the request's headers.
   *
   * @throws ApiError 421 when the request names a host that is not accepted
   */
  private String baseUrl(Context ctx) {
    boolean secure = "https".equalsIgnoreCase(ctx.header("X-Forwarded-Proto"));
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    Authority authority =
        hosts
            .find(request)
            .orElseThrow(
                () ->
                    AcceptedHosts.misdirected(request, "get links")
                        .withHeader(OpenAiErrors.SHOULD_RETRY, "false"));
    return (secure ? "https" : "http") + "://" + authority;
  }

  private static ApiError failure(BatchState.Failed failed) {
    Optional<ErrorCode> known =
        Arrays.stream(ErrorCode.values())
            .filter(code -> code.name().equals(failed.code()))
            .findFirst();
    ErrorCode code =
        known.orElse(
            failed.code().equals("IO_ERROR")
                ? ErrorCode.FILE_SYSTEM_ERROR
                : ErrorCode.INTERNAL_SERVER_ERROR);
    ApiError error = new ApiError(code, failed.message(), "");
    if (code == ErrorCode.SHUTTING_DOWN) {
      return error.retryAfter(RETRY_AFTER);
    }
    // The server has retried already where that may help, and may have paid for it.
    error.withHeader(OpenAiErrors.SHOULD_RETRY, "false");
    boolean wait = error.status() == 429 || error.status() == 503;
    return wait ? error.retryAfter(Parameters.MAX_WAIT) : error;
  }
}
