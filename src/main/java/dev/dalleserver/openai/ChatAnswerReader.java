package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.openai.prompt.PromptCleaner;
import dev.dalleserver.openai.report.UsageReader;
import dev.dalleserver.openai.stream.BoundedInputStream;
import dev.dalleserver.pricing.UsageListener;
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
              + " unable|i won[’']t |i[’']m not able|unfortunately, i ).*",
          Pattern.DOTALL);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FailureReader failures;

  ChatAnswerReader(FailureReader failures) {
    this.failures = failures;
  }

  /**
   * @param usage learns the tokens of the answer, also of one that is of no use
   * @return the text, never blank
   * @throws IOException when it is not such an answer
   * @throws OpenAiFailure when the model refuses, or its answer is empty
   */
  String read(InputStream body, UsageListener usage) throws IOException, OpenAiFailure {
    JsonNode answer =
        ChatContent.joined(JSON, new BoundedInputStream(body, MAX_ANSWER_BYTES).readAllBytes());
    UsageReader.ofAnswer(answer).ifPresent(usage::onUsage);
    if (holdsError(answer.path("error"))) {
      throw failures.readFromSuccess(Operation.CHAT, answer.path("error"));
    }
    if (!ChatContent.isAnswer(answer)) {
      throw new JsonParseException(null, "it holds no message");
    }
    JsonNode choice = answer.path("choices").path(0);
    if (holdsError(choice.path("error"))) {
      throw failures.readFromSuccess(Operation.CHAT, choice.path("error"));
    }
    String text = PromptCleaner.clean(ChatContent.text(answer));
    boolean filtered = choice.path("finish_reason").asText("").equals("content_filter");
    if (filtered
        || !choice.path("message").path("refusal").asText("").isBlank()
        || REFUSAL.matcher(text).matches()) {
      throw new OpenAiFailure(
          FailureRule.REFUSED, Operation.CHAT, "the model refused to enhance the prompt");
    }
    if (text.isBlank()) {
      throw new OpenAiFailure(
          FailureRule.EMPTY,
          Operation.CHAT,
          "the model gave no better prompt: its answer is empty, or nothing but reasoning");
    }
    return shortened(text);
  }

  private static boolean holdsError(JsonNode error) {
    return error.isObject() && !error.isEmpty()
        || error.isArray() && !error.isEmpty()
        || error.isTextual() && !error.asText().isBlank();
  }

  private static String shortened(String text) {
    if (text.length() <= MAX_PROMPT_LENGTH) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MAX_PROMPT_LENGTH - 1));
    return text.substring(0, splits ? MAX_PROMPT_LENGTH - 1 : MAX_PROMPT_LENGTH);
  }
}
