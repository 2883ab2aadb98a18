package dev.dalleserver.web.http;

import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.dress.UnknownBackStyleException;
import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.InvalidAddressException;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.series.InvalidDefinitionException;
import dev.dalleserver.series.ReadOnlySeriesException;
import dev.dalleserver.series.TooManySeriesException;
import dev.dalleserver.tasks.FatalErrors;
import dev.dalleserver.text.PlainReason;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mapping from exceptions to answers. */
public final class ErrorMapping {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapping.class);
  private static final int MAX_ECHO_LENGTH = 100;
  private static final int MAX_PROBLEMS = 30;

  private final LogRateLimiter unexpected = LogRateLimiter.forWarnings();
  private final Clock clock;
  private final ErrorPage page;

  /**
   * @param page renders errors for browsers
   */
  public ErrorMapping(Clock clock, ErrorPage page) {
    this.clock = clock;
    this.page = page;
  }

  /** Answers an exception that a handler threw. */
  public void answer(Exception exception, Context ctx) {
    if (ctx.res().isCommitted() && isNetworkFailure(exception)) {
      LOG.debug("request_id={} event=client_gone", RequestId.of(ctx));
      return;
    }
    FatalErrors.escalate(exception);
    ApiError error = toApiError(exception, ctx);
    RequestContext.of(ctx).recordFailure(error);
    if (!ctx.res().isCommitted()) {
      // The handler may have failed after it had announced a compressed body.
      ContentCoding.discard(ctx);
    }
    error.headers().forEach(ctx::header);
    if (ErrorPage.isWanted(
        ctx.path(), ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders())) {
      sendPage(ctx, error);
      return;
    }
    byte[] body =
        OpenAiErrors.isOpenAiPath(ctx.path())
            ? OpenAiErrors.bytes(error, RequestId.of(ctx))
            : Json.error(error, RequestId.of(ctx), clock.instant().getEpochSecond());
    if (!ctx.res().isCommitted()) {
      Json.send(ctx, error.status(), body);
    }
  }

  private void sendPage(Context ctx, ApiError error) {
    if (ctx.res().isCommitted()) {
      return;
    }
    String prefix = RequestContext.of(ctx).prefix();
    ctx.status(error.status());
    ctx.contentType(ErrorPage.CONTENT_TYPE);
    ctx.header("Content-Security-Policy", page.contentSecurityPolicy());
    ctx.header("Cache-Control", "no-store");
    BodySender.of(ctx).send(ctx, page.render(error, ctx.path(), prefix, RequestId.of(ctx)));
  }

  /**
   * Answers an error of the JVM that a handler met, such as a stack overflow. One that leaves the
   * process in an unknown state ends it.
   */
  public void answerError(HttpServletResponse response, Error error) {
    FatalErrors.escalate(error);
    LOG.error("event=broken", error);
    if (!response.isCommitted()) {
      response.setStatus(ErrorCode.INTERNAL_SERVER_ERROR.status());
    }
  }

  /**
   * Returns true for an exception of the network: a client that disconnects, or is cut off, during
   * its answer is usual.
   */
  private static boolean isNetworkFailure(Exception exception) {
    Throwable fault = exception instanceof UncheckedIOException ? exception.getCause() : exception;
    return fault instanceof TimeoutException
        || (fault instanceof IOException && !(fault instanceof FileSystemException));
  }

  private ApiError toApiError(Exception exception, Context ctx) {
    if (exception instanceof ApiError error) {
      return error;
    }
    if (exception instanceof InvalidAddressException e) {
      return new ApiError(
          ErrorCode.INVALID_ADDRESS,
          String.valueOf(e.getMessage()),
          "received '" + echo(e.received()) + "'; expected " + Address.FORM);
    }
    if (exception instanceof UnknownBackStyleException e) {
      return new ApiError(
          ErrorCode.INVALID_REQUEST,
          String.valueOf(e.getMessage()),
          "received '" + echo(e.received()) + "'; expected a word of the database backstyles");
    }
    if (exception instanceof InvalidBatchException e) {
      return invalidBatch(e.problems());
    }
    if (exception instanceof HttpResponseException e) {
      return frameworkError(e, ctx);
    }
    if (exception instanceof StateUnavailableException e) {
      return new ApiError(
              ErrorCode.DATABASE_UNAVAILABLE,
              String.valueOf(e.getMessage()),
              "the servers share it; what this one has is still served")
          .retryAfter(e.retryAfter());
    }
    ApiError seriesError = toSeriesError(exception);
    return seriesError != null ? seriesError : unexpected(exception, ctx);
  }

  private static @Nullable ApiError toSeriesError(Exception exception) {
    if (exception instanceof InvalidSeriesException e) {
      return new ApiError(
          ErrorCode.INVALID_SERIES,
          String.valueOf(e.getMessage()),
          "received '" + echo(e.received()) + "'; GET /series lists what there is");
    }
    if (exception instanceof InvalidDefinitionException e) {
      return new ApiError(
          ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), joinProblems(e.problems()));
    }
    if (exception instanceof ReadOnlySeriesException e) {
      return new ApiError(
          ErrorCode.FORBIDDEN, String.valueOf(e.getMessage()), "expected a name of your own");
    }
    if (exception instanceof TooManySeriesException e) {
      return new ApiError(
          ErrorCode.CONFLICT,
          String.valueOf(e.getMessage()),
          "expected the name of an existing series; or remove one first, by DELETE /series/{name}");
    }
    return null;
  }

  private static ApiError frameworkError(HttpResponseException e, Context ctx) {
    if (e instanceof MethodNotAllowedResponse) {
      return noMethod(ctx.req().getMethod(), allowed(e));
    }
    if (e.getStatus() == ErrorCode.NOT_FOUND.status()) {
      return noRoute(ctx.path());
    }
    return new ApiError(
        ErrorCode.forStatus(e.getStatus()), e.getStatus(), String.valueOf(e.getMessage()), "");
  }

  /** Creates the error for a path that no route matches. */
  public static ApiError noRoute(String path) {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "there is nothing at this path",
        "received " + echo(path) + "; GET / lists the endpoints");
  }

  /**
   * Creates the error for a method that a route does not have.
   *
   * @param allowed as the header {@code Allow} lists methods
   */
  public static ApiError noMethod(String method, String allowed) {
    return new ApiError(
            ErrorCode.METHOD_NOT_ALLOWED,
            "this path does not support the method",
            "received " + echo(method) + "; expected one of " + allowed)
        .withHeader("Allow", allowed);
  }

  private static String allowed(HttpResponseException e) {
    return String.valueOf(e.getDetails().get("availableMethods"));
  }

  private ApiError unexpected(Exception exception, Context ctx) {
    OptionalLong suppressed = unexpected.admit();
    if (suppressed.isPresent()) {
      LOG.error(
          "request_id={} event=unexpected held_back={}",
          RequestId.of(ctx),
          suppressed.getAsLong(),
          exception);
    }
    if (exception instanceof UncheckedIOException
        && exception.getCause() instanceof IOException fault) {
      return new ApiError(
          ErrorCode.FILE_SYSTEM_ERROR,
          "the data directory cannot be read or written",
          PlainReason.withoutPath(fault));
    }
    return new ApiError(
        ErrorCode.INTERNAL_SERVER_ERROR,
        "an unexpected error occurred",
        "the log has it under this request id");
  }

  private static ApiError invalidBatch(List<InvalidBatchException.Problem> problems) {
    if (problems.size() == 1) {
      InvalidBatchException.Problem only = problems.get(0);
      return new ApiError(
          ErrorCode.INVALID_REQUEST,
          only.member() + " must be " + only.expected(),
          "received " + echo(only.received()) + "; expected " + only.expected());
    }
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        problems.size() + " members of the request are not understood",
        joinProblems(
            problems.stream()
                .map(
                    it ->
                        "%s: received %s, expected %s"
                            .formatted(it.member(), echo(it.received()), it.expected()))
                .toList()));
  }

  private static String joinProblems(List<String> problems) {
    String listed = problems.stream().limit(MAX_PROBLEMS).collect(Collectors.joining("; "));
    int omitted = problems.size() - MAX_PROBLEMS;
    return omitted > 0 ? listed + "; and " + omitted + " more" : listed;
  }

  /** Shortens what a caller sent, so that it can be sent back. */
  public static String echo(String received) {
    return received.length() <= MAX_ECHO_LENGTH
        ? received
        : received.substring(0, MAX_ECHO_LENGTH) + "...";
  }

  /** Returns what has failed a future, without the exception that futures put around it. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
