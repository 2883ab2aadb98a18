package dev.dalleserver.web.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.wire.JsonEncoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Errors in the form of the OpenAI protocol, for all paths below {@code /openai/}. */
public final class OpenAiErrors {
  private static final String PATH = "/openai";

  /**
   * The header that tells OpenAI clients whether to retry: they repeat a request that was answered
   * with 409, 429 or 5xx unless its value is {@code false}.
   */
  public static final String SHOULD_RETRY = "X-Should-Retry";

  private OpenAiErrors() {}

  private record Body(Fault error, @JsonProperty("request_id") String requestId) {}

  private record Event(String type, Fault error, @JsonProperty("request_id") String requestId) {}

  private record Fault(String message, String type, @Nullable String param, String code) {}

  /** True when clients of that path expect errors in this form. */
  public static boolean isOpenAiPath(String path) {
    return path.startsWith(PATH + "/") || path.equals(PATH);
  }

  public static byte[] bytes(ApiError error, String requestId) {
    return JsonEncoder.encode(new Body(fault(error), requestId));
  }

  /** Returns the data of an event that ends a stream with an error. */
  public static byte[] event(ApiError error, String requestId) {
    return JsonEncoder.encode(new Event("error", fault(error), requestId));
  }

  /** Returns what is wrong, and what was received and would be accepted. */
  public static String message(ApiError error) {
    String message = String.valueOf(error.getMessage());
    return error.details().isEmpty() ? message : message + ": " + error.details();
  }

  private static Fault fault(ApiError error) {
    return new Fault(
        message(error),
        type(error),
        error.parameter().isEmpty() ? null : error.parameter(),
        code(error));
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
  public static String code(ApiError error) {
    if (!error.openAiCode().isEmpty()) {
      return error.openAiCode();
    }
    return switch (error.code()) {
      case UNAUTHORIZED -> "invalid_api_key";
      case BUDGET_EXHAUSTED -> "insufficient_quota";
      case RATE_LIMITED -> "rate_limit_exceeded";
      case NOT_FOUND -> error.parameter().equals("model") ? "model_not_found" : "not_found";
      default -> error.code().name().toLowerCase(Locale.ROOT);
    };
  }
}
