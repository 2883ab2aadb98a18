package dev.dalleserver.openai.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.pricing.TokenUsage;
import java.util.Optional;

/** Reads what an answer says of its tokens, in the words of either of the two APIs. */
public final class UsageReader {
  private static final int MAX_DIGITS = 10;

  private UsageReader() {}

  /** Reads the member {@code usage} of an answer, or of the response in an event. */
  public static Optional<TokenUsage> ofAnswer(JsonNode answer) {
    JsonNode usage = answer.path("usage");
    return of(usage.isObject() ? usage : answer.path("response").path("usage"));
  }

  /** Reads a usage; empty when it is none. */
  private static Optional<TokenUsage> of(JsonNode usage) {
    if (!usage.isObject() || usage.isEmpty()) {
      return Optional.empty();
    }
    JsonNode details =
        usage.path("input_tokens_details").isObject()
            ? usage.path("input_tokens_details")
            : usage.path("prompt_tokens_details");
    long input = number(usage, "input_tokens", number(usage, "prompt_tokens", 0));
    long output = number(usage, "output_tokens", number(usage, "completion_tokens", 0));
    return Optional.of(
        new TokenUsage(
            input,
            number(details, "text_tokens", 0),
            Math.min(input, number(details, "image_tokens", 0)),
            output,
            number(usage, "total_tokens", input + output)));
  }

  private static long number(JsonNode object, String member, long absent) {
    JsonNode value = object.path(member);
    boolean isText = value.isTextual() && value.asText().matches("\\d{1," + MAX_DIGITS + "}");
    return isText || (value.isNumber() && value.canConvertToLong())
        ? Math.max(0, Math.min(value.asLong(), Integer.MAX_VALUE))
        : absent;
  }
}
