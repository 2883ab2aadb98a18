package dev.dalleserver.web.words;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.drafts.DraftService;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ContentTypeFilter;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.JsonBody;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.server.DisconnectDetector;
import dev.dalleserver.web.server.HandlerPermits;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Handler of definitions that are tried and not stored. No request waits on a thread. */
final class DraftHandler {
  /** Status that is logged when the client disconnected before the answer. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private static final Duration MAX_TIME = Duration.ofSeconds(20);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final DraftService drafts;

  DraftHandler(DraftService drafts) {
    this.drafts = drafts;
  }

  /** Answers what is wrong with a definition, and how many words it lets through. */
  void check(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    SeriesName name = SeriesHandler.name(ctx);
    JsonNode definition = definition(ctx);
    answer(
        ctx,
        cancellation -> drafts.check(name, definition, cancellation),
        findings -> Json.answer(ctx, 200, findings));
  }

  /** Answers the picture of an address. */
  void preview(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    SeriesName name = SeriesHandler.name(ctx);
    Address address = address(ctx);
    JsonNode definition = definition(ctx);
    answer(
        ctx,
        cancellation -> drafts.paint(name, definition, address, cancellation),
        jpeg -> {
          ctx.status(200);
          ctx.contentType("image/jpeg");
          ctx.header("Cache-Control", "no-store");
          BodySender.of(ctx).send(ctx, jpeg);
        });
  }

  private static Address address(Context ctx) {
    return Address.parse(
        Parameters.text(ctx, "address")
            .orElseThrow(
                () ->
                    new ApiError(
                        ErrorCode.MISSING_PARAMETER,
                        "the address is missing",
                        "expected ?address=0x and 40 hex digits")));
  }

  private static JsonNode definition(Context ctx) {
    return JsonBody.read(
        ContentTypeFilter.declaredType(ctx), ctx.bodyAsBytes(), SeriesHandler.EXAMPLE);
  }

  private static <T> void answer(
      Context ctx, Function<Cancellation, CompletableFuture<T>> work, Consumer<T> sender) {
    Cancellation cancellation = new Cancellation(System::nanoTime, MAX_TIME.toNanos());
    CompletableFuture<T> result;
    try {
      result = work.apply(cancellation);
    } catch (RejectedExecutionException e) {
      throw busy("too many definitions are being tried");
    }
    DisconnectDetector disconnect =
        DisconnectDetector.start(ctx, () -> cancellation.request(Cancellation.Reason.CANCELLED));
    ctx.future(
        () ->
            result
                .whenComplete((value, failure) -> disconnect.close())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(error(failure)))
                .thenAcceptAsync(sender, HandlerPermits.executor(ctx))
                .exceptionally(failure -> close(ctx, disconnect, failure)));
  }

  /** To a client that has gone, no error is told. */
  private static @Nullable Void close(
      Context ctx, DisconnectDetector disconnect, Throwable failure) {
    if (!disconnect.isDisconnected()) {
      throw failure instanceof RuntimeException e ? e : new CompletionException(failure);
    }
    ctx.status(CLIENT_CLOSED_REQUEST);
    return null;
  }

  private static Throwable error(Throwable failure) {
    Throwable cause = ErrorMapping.cause(failure);
    if (cause instanceof CancelledException) {
      return busy("the definition could not be tried in time");
    }
    if (cause instanceof JobException) {
      return new ApiError(
          ErrorCode.INTERNAL_SERVER_ERROR, "the preview cannot be encoded", "try again");
    }
    return cause;
  }

  private static ApiError busy(String message) {
    return new ApiError(ErrorCode.SERVER_BUSY, message, "try again in a moment")
        .retryAfter(RETRY_AFTER);
  }
}
