package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.resilience.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** A reader of the answer of a chat call. */
final class ChatAnswerReader {
  private static final long MAX_ANSWER_BYTES = 1 << 20;

  /** The most characters of a prompt; image models read about that much, longer answers are cut. */
  private static final int MAX_PROMPT_LENGTH = 8_000;

  /** Models that have no field for a refusal refuse in words. */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "(?i)(?:i[’']m sorry|i am sorry|sorry,|i can[’']?t |i cannot |i[’']m unable|i am"
              + " unable).*",
          Pattern.DOTALL);

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final FailureReader failures;

  ChatAnswerReader(FailureReader failures) {
    this.failures = failures;
  }

  /**
   * @return the text, never blank
   * @throws IOException when it is not such an answer
   * @throws OpenAiFailure when the model refuses, or its answer is empty
   */
  String read(InputStream body, String requestId) throws IOException, OpenAiFailure {
    JsonNode answer = JSON.readTree(new BoundedInputStream(body, MAX_ANSWER_BYTES));
    if (answer.path("error").isObject()) {
      throw failures.readFromSuccess(Operation.CHAT, answer.path("error"));
    }
    JsonNode choice = answer.path("choices").path(0);
    if (!choice.path("message").isObject()) {
      throw new JsonParseException(null, "it holds no message");
    }
    JsonNode message = choice.path("message");
    String text = unquoted(message.path("content").asText("").strip());
    boolean filtered = choice.path("finish_reason").asText("").equals("content_filter");
    if (filtered
        || !message.path("refusal").asText("").isBlank()
        || REFUSAL.matcher(text).matches()) {
      throw new OpenAiFailure(
          FailureRule.REFUSED, Operation.CHAT, "the model refused to enhance the prompt");
    }
    if (text.isBlank()) {
      throw new OpenAiFailure(FailureRule.EMPTY, Operation.CHAT, "the model gave an empty answer");
    }
    return text.length() <= MAX_PROMPT_LENGTH ? text : text.substring(0, MAX_PROMPT_LENGTH);
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1).strip() : text;
  }
}
