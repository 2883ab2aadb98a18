package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JacksonException;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.outbound.ConnectionFault;
import dev.dalleserver.outbound.ForbiddenAddressException;
import dev.dalleserver.outbound.InvalidLengthException;
import dev.dalleserver.outbound.SizeLimitException;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.resilience.Operation;
import java.io.InterruptedIOException;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Turns an exception that has ended a call without an answer that can be read into a failure. */
final class ExceptionTranslator {
  private final OpenAiSettings settings;
  private final Redaction redaction;

  ExceptionTranslator(OpenAiSettings settings) {
    this.settings = settings;
    this.redaction = settings.redaction();
  }

  /**
   * Returns the failure that an exception means.
   *
   * @param sent whether the request has reached a connection
   * @throws CancelledException when the work was asked to stop, which looks like a failure too
   */
  OpenAiFailure translate(
      Operation operation, HttpUrl url, Exception problem, boolean sent, Cancellation cancellation)
      throws CancelledException {
    // A cancelled call, and one that met the run's own deadline, look like a broken connection.
    cancellation.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
    FailureRule rule = rule(problem, sent);
    String who = who(operation, url);
    String message =
        switch (rule) {
          case TIMEOUT ->
              who
                  + " did not answer in full within "
                  + settings.timeouts().of(operation).toMillis() / 1000.0
                  + " s";
          case CONNECT -> who + " cannot be reached" + through(url) + ": " + describe(problem);
          case BROKEN -> "the connection to " + who + through(url) + " broke: " + describe(problem);
          case TOO_LARGE -> "the answer of " + who + " is too large: " + describe(problem);
          case FORBIDDEN_URL -> describe(problem);
          case NOT_KEPT -> "the picture came and could not be stored: " + describe(problem);
          default -> "the answer of " + who + " makes no sense: " + describe(problem);
        };
    OpenAiFailure.Details details =
        sent ? OpenAiFailure.Details.UNANSWERED : OpenAiFailure.Details.NONE;
    return new OpenAiFailure(rule, operation, message, details, problem);
  }

  /** Returns the failure that an answer 407 means: the request has not come to the provider. */
  OpenAiFailure unauthenticated(Operation operation, HttpUrl url, OpenAiFailure answer) {
    OpenAiFailure.Details details = answer.details();
    String proxy = through(url);
    return new OpenAiFailure(
        FailureRule.CONNECT,
        operation,
        who(operation, url)
            + " cannot be reached"
            + proxy
            + ": "
            + (proxy.isEmpty() ? "a proxy in front of it" : "the proxy")
            + " asks for another user or password (407)",
        // The same user and password would be refused again.
        new OpenAiFailure.Details(
            details.report(), Optional.of(false), Optional.empty(), details.unanswered()),
        null);
  }

  /** A picture may be elsewhere than the API; only its host is told, since a URL has secrets. */
  private String who(Operation operation, HttpUrl url) {
    return operation == Operation.DOWNLOAD
        ? "the picture's server " + redaction.clean(url.host())
        : "the provider";
  }

  private String through(HttpUrl url) {
    return settings
        .connections()
        .network()
        .proxyFor(url)
        .map(proxy -> " through the proxy " + proxy)
        .orElse("");
  }

  private static FailureRule rule(Exception problem, boolean sent) {
    if (problem instanceof SizeLimitException) {
      return FailureRule.TOO_LARGE;
    }
    // A retry would be paid for again, and the disk would fail again.
    if (problem instanceof NotKeptException) {
      return FailureRule.NOT_KEPT;
    }
    if (problem instanceof ForbiddenAddressException) {
      return FailureRule.FORBIDDEN_URL;
    }
    if (problem instanceof ForeignAnswerException) {
      return FailureRule.FRONT_ANSWER;
    }
    // Bad base64 is an IllegalArgumentException in Jackson.
    if (problem instanceof JacksonException
        || problem instanceof IllegalArgumentException
        || problem instanceof InvalidLengthException) {
      return FailureRule.INVALID_ANSWER;
    }
    if (!sent) {
      return FailureRule.CONNECT;
    }
    return problem instanceof InterruptedIOException ? FailureRule.TIMEOUT : FailureRule.BROKEN;
  }

  private String describe(Exception problem) {
    return redaction.clean(ConnectionFault.reason(problem));
  }
}
