package dev.dalleserver.web.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.wire.JsonEncoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Errors in the form of the OpenAI protocol, for all paths below {@code /openai/}. */
public final class OpenAiErrors {
  private static final String PATH_PREFIX = "/openai/";

  /**
   * The header that tells OpenAI clients whether to retry: they repeat a request that was answered
   * with 409, 429 or 5xx unless its value is {@code false}.
   */
  public static final String SHOULD_RETRY = "X-Should-Retry";

  private OpenAiErrors() {}

  private record Body(Fault error, @JsonProperty("request_id") String requestId) {}

  private record Fault(String message, String type, @Nullable String param, String code) {}

  /** True when clients of that path expect errors in this form. */
  public static boolean isOpenAiPath(String path) {
    return path.startsWith(PATH_PREFIX);
  }

  public static byte[] bytes(ApiError error, String requestId) {
    String message = String.valueOf(error.getMessage());
    String details = error.details();
    return JsonEncoder.encode(
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

  /** Returns the protocol's own code where it has one, else this server's code in lower case. */
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
