package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchImage;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.web.OpenAiImageRequest.Form;
import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.http.AcceptedHosts;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ContentTypeFilter;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.OpenAiErrors;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.server.DisconnectDetector;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/**
 * Handler of {@code /openai/v1/images/generations}: makes pictures for a free prompt and answers
 * when they are finished, for clients of the OpenAI protocol. Each request is an ordinary batch,
 * which waits for a slot when none is free.
 */
final class OpenAiImagesHandler {
  /** Status that is logged when the client disconnected before the answer. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private final BatchService batches;
  private final OpenAiModels models;
  private final LongPolls longPolls;
  private final StreamedPictures streamed;
  private final ExternalUrls urls;
  private final Clock clock;

  /**
   * @param urls the URLs under which clients reach the server
   */
  OpenAiImagesHandler(
      BatchService batches,
      OpenAiModels models,
      LongPolls longPolls,
      StreamedPictures streamed,
      ExternalUrls urls,
      Clock clock) {
    this.batches = batches;
    this.models = models;
    this.longPolls = longPolls;
    this.streamed = streamed;
    this.urls = urls;
    this.clock = clock;
  }

  void post(Context ctx) {
    OpenAiImageRequest request =
        OpenAiImageRequest.read(ContentTypeFilter.declaredType(ctx), ctx.bodyAsBytes());
    if (request.form() == Form.EVENTS) {
      stream(ctx, request);
    } else {
      answerAtTheEnd(ctx, request);
    }
  }

  private void answerAtTheEnd(Context ctx, OpenAiImageRequest request) {
    // Before the provider is paid: a host that is not accepted is refused here.
    Optional<String> base =
        request.form() == Form.URL ? Optional.of(baseUrl(ctx)) : Optional.empty();
    Batch batch =
        OpenAiBatchErrors.requireAccepted(batches.submitAndWait(request.batch(), it -> {}));
    recordUse(request);
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

  private void recordUse(OpenAiImageRequest request) {
    if (!request.model().isBlank()) {
      models.recordUse(request.model());
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
    if (!state.isTerminal()) {
      // The wait ended because the server is shutting down: no client will fetch the rest.
      batches.cancel(batch.id());
    }
    Optional<ApiError> problem = OpenAiBatchErrors.of(batch, state);
    if (state.images().isEmpty() && problem.isPresent()) {
      throw problem.get();
    }
    // What is finished was perhaps paid for, so that the client gets it even if the rest failed.
    send(ctx, batch, state.images(), base, problem);
  }

  private void send(
      Context ctx,
      Batch batch,
      List<BatchImage> images,
      Optional<String> base,
      Optional<ApiError> problem) {
    if (base.isEmpty()) {
      streamed.send(
          ctx,
          batch,
          images.size(),
          (out, pictures) ->
              OpenAiImagesJson.write(
                  out,
                  batch,
                  images,
                  (json, n) -> {
                    json.writeFieldName("b64_json");
                    pictures.write(json, n);
                  },
                  problem,
                  RequestId.of(ctx)));
      return;
    }
    String imagesUrl = base.get() + BatchesHandler.PATH + "/" + batch.id() + "/images/";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      OpenAiImagesJson.write(
          out,
          batch,
          images,
          (json, n) -> json.writeStringField("url", imagesUrl + n),
          problem,
          RequestId.of(ctx));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Json.send(ctx, 200, out.toByteArray());
  }

  private void stream(Context ctx, OpenAiImageRequest request) {
    OpenAiImageStream events =
        new OpenAiImageStream(ctx, streamed, LongPolls.executor(ctx), clock, request.quality());
    // Subscribed before the batch begins: no picture of the work under way is missed.
    Batch batch =
        OpenAiBatchErrors.requireAccepted(
            batches.submitAndWait(
                request.batch(),
                created -> {
                  created.subscribeToPartials(partial -> events.offer(created, partial));
                  created.subscribe(events::update);
                }));
    recordUse(request);
    CompletableFuture<Void> released = longPolls.hold();
    DisconnectDetector disconnect =
        DisconnectDetector.start(
            ctx,
            () -> {
              batches.cancel(batch.id());
              events.cut();
            });
    ctx.future(
        () -> {
          CompletableFuture<Void> finished = events.open(disconnect);
          finished.whenComplete((nothing, failure) -> released.complete(null));
          released.thenRun(() -> events.shutDown(batch));
          return finished.whenComplete(
              (nothing, failure) -> {
                // The client reads nothing that is made from now on.
                batches.cancel(batch.id());
                if (disconnect.isDisconnected()) {
                  ctx.status(CLIENT_CLOSED_REQUEST);
                }
              });
        });
  }

  /**
   * Returns the base URL under which the client reaches this server, from the request's headers.
   *
   * @throws ApiError 421 when the request names a host that is not accepted
   */
  private String baseUrl(Context ctx) {
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    return urls.base(request)
        .orElseThrow(
            () ->
                AcceptedHosts.misdirected(request, "get links")
                    .withHeader(OpenAiErrors.SHOULD_RETRY, "false"));
  }
}
