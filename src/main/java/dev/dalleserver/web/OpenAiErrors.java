package dev.dalleserver.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Errors as the OpenAI protocol has them, for everything below {@code /openai/}. */
final class OpenAiErrors {
  private static final String TOP = "/openai/";

  /**
   * Clients made for the protocol send a request again that was answered by 409, 429 or 5xx, unless
   * this says {@code false}.
   */
  static final String SHOULD_RETRY = "X-Should-Retry";

  private OpenAiErrors() {}

  private record Body(Fault error, @JsonProperty("request_id") String requestId) {}

  private record Fault(String message, String type, @Nullable String param, String code) {}

  /** Whether those who ask for that path expect this form. */
  static boolean covers(String path) {
    return path.startsWith(TOP);
  }

  static byte[] bytes(ApiError error, String requestId) {
    String message = String.valueOf(error.getMessage());
    String details = error.details();
    return Json.bytes(
        new Body(
            new Fault(
                details.isEmpty() ? message : message + ": " + details,
                type(error),
                error.parameter().isEmpty() ? null : error.parameter(),
                code(error)),
            requestId));
  }

  private static String type(ApiError error) {
    if (error.status() >= 500) {
      return "server_error";
    }
    return switch (error.code()) {
      case BUDGET_EXHAUSTED -> "insufficient_quota";
      case RATE_LIMITED -> "rate_limit_error";
      default -> "invalid_request_error";
    };
  }

  /** The protocol's own word where it has one, else ours in its spelling. */
  private static String code(ApiError error) {
    return switch (error.code()) {
      case UNAUTHORIZED -> "invalid_api_key";
      case BUDGET_EXHAUSTED -> "insufficient_quota";
      case RATE_LIMITED -> "rate_limit_exceeded";
      case NOT_FOUND -> error.parameter().equals("model") ? "model_not_found" : "not_found";
      default -> error.code().name().toLowerCase(Locale.ROOT);
    };
  }
}
