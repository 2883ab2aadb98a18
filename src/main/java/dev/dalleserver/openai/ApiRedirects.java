package dev.dalleserver.openai;

import dev.dalleserver.openai.report.ErrorCause;
import dev.dalleserver.openai.report.ErrorReport;
import dev.dalleserver.resilience.Operation;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * Redirects of the API itself: followed with method, body and key where they stay on the same
 * server, so that a slash or a path that has moved costs no picture; anything else is a wrong base
 * URL, and the failure names where it leads.
 */
final class ApiRedirects {
  /** The code of the failures, which no provider gives. */
  static final String CODE = "redirect";

  private static final ErrorReport REPORT =
      new ErrorReport(
          "", CODE, List.of(CODE), List.of(), List.of(), ErrorCause.OTHER, Optional.empty());

  private static final int MAX = 3;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private ApiRedirects() {}

  /**
   * Returns where the same request is to be sent; empty for an answer that is no redirect.
   *
   * @param count how many were followed already
   * @param redaction cleans what messages show of the target
   * @throws OpenAiFailure when the redirect must not be followed
   */
  static Optional<HttpUrl> target(
      Operation operation,
      Endpoint endpoint,
      HttpUrl asked,
      Response response,
      int count,
      Redaction redaction)
      throws OpenAiFailure {
    int status = response.code();
    boolean redirects = status >= 300 && status < 400 && status != 304;
    if (!redirects) {
      return Optional.empty();
    }
    String location = Optional.ofNullable(response.header("Location")).orElse("");
    HttpUrl target = location.isEmpty() ? null : asked.resolve(location);
    String head = "the provider answered " + status;
    if (target == null) {
      throw failure(operation, head + ", a redirect without a valid target");
    }
    String shown = shown(target, redaction);
    if (!isSameHost(endpoint, target)) {
      throw failure(
          operation,
          head
              + ", a redirect to "
              + shown
              + ", another server, which does not get the key; set the base URL to it if it is"
              + " yours");
    }
    // A 303 and its like ask for a GET, which would make no picture.
    boolean keepsMethod = status == 301 || status == 302 || status == 307 || status == 308;
    if (!keepsMethod) {
      throw failure(operation, head + ", which leads to " + shown + " by another method");
    }
    if (count == MAX) {
      throw failure(operation, head + " more than " + MAX + " times, last to " + shown);
    }
    return Optional.of(target);
  }

  private static String shown(HttpUrl target, Redaction redaction) {
    // A target that carries the key, in whatever encoding, is shown by its host only.
    boolean secret = redaction.publicUrl(target.toString()).isEmpty();
    return redaction.clean(
        secret ? target.scheme() + "://" + target.host() : Endpoint.shown(target));
  }

  /** The same server, or its usual https port when the base URL has the usual http port. */
  private static boolean isSameHost(Endpoint endpoint, HttpUrl target) {
    HttpUrl base = endpoint.base();
    boolean upgrade =
        !base.isHttps()
            && target.isHttps()
            && base.host().equals(target.host())
            && base.port() == HTTP_PORT
            && target.port() == HTTPS_PORT;
    return upgrade || endpoint.isServerOf(target);
  }

  private static OpenAiFailure failure(Operation operation, String message) {
    return new OpenAiFailure(
        FailureRule.REJECTED,
        operation,
        message,
        new OpenAiFailure.Details(REPORT, Optional.empty(), Optional.empty(), false),
        null);
  }
}
