package dev.dalleserver.openai.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The text in a chat answer: as text, as a list of parts of which those with reasoning do not
 * count, or in the events of a stream that was not asked for.
 */
public final class ChatContent {
  private static final Pattern EVENT = Pattern.compile("(?m)^data:[ \\t]*(\\{.*)$");
  private static final Pattern REASONING =
      Pattern.compile("(?i)reason|think|thought|tool|refusal|image|audio|redacted");

  /** The places of a message in one choice, the usual one first. */
  private static final List<String> MESSAGES = List.of("message", "delta");

  private ChatContent() {}

  /** Parses the answer; what follows its first value is not read. */
  public static JsonNode joined(JsonMapper json, byte[] body) throws IOException {
    int length = Math.min(body.length, 64);
    String head = new String(body, 0, length, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    return head.startsWith("data:") || head.startsWith("event:") || head.startsWith(":")
        ? ofEvents(json, new String(body, StandardCharsets.UTF_8))
        : json.readTree(body);
  }

  private static JsonNode ofEvents(JsonMapper json, String body) throws JsonProcessingException {
    StringBuilder text = new StringBuilder();
    JsonNode last = json.createObjectNode();
    JsonNode usage = MissingNode.getInstance();
    Matcher events = EVENT.matcher(body);
    while (events.find()) {
      JsonNode event = json.readTree(events.group(1));
      if (!isAnswer(event) && event.has("error")) {
        return event;
      }
      text.append(text(event));
      last = isAnswer(event) ? event : last;
      // The last event tells it, which often has no choices.
      usage = event.path("usage").isObject() ? event.path("usage") : usage;
    }
    if (!isAnswer(last)) {
      return last;
    }
    ObjectNode joined = json.createObjectNode();
    ObjectNode choice = joined.putArray("choices").addObject();
    choice.set("finish_reason", last.path("choices").path(0).path("finish_reason"));
    choice.putObject("message").put("content", text.toString());
    if (usage.isObject()) {
      joined.set("usage", usage);
    }
    return joined;
  }

  /** Returns true for an answer with a message, which may be empty. */
  public static boolean isAnswer(JsonNode answer) {
    JsonNode choice = answer.path("choices").path(0);
    return MESSAGES.stream().anyMatch(name -> choice.path(name).isObject())
        || choice.has("text")
        || answer.path("message").has("content")
        || answer.path("output_text").isTextual()
        || answer.path("output").path(0).has("content");
  }

  /** Returns the text of the first choice that has one, as the model wrote it. */
  public static String text(JsonNode answer) {
    for (JsonNode choice : answer.path("choices")) {
      for (String name : MESSAGES) {
        String text = parts(choice.path(name).path("content"));
        if (!text.isBlank()) {
          return text;
        }
      }
      if (!choice.path("text").asText("").isBlank()) {
        return choice.path("text").asText();
      }
    }
    String text = parts(answer.path("message").path("content"));
    text = text.isBlank() ? answer.path("output_text").asText("") : text;
    return text.isBlank() ? parts(answer.path("output")) : text;
  }

  private static String parts(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    if (content.isArray()) {
      return StreamSupport.stream(content.spliterator(), false)
          .map(ChatContent::parts)
          .collect(Collectors.joining());
    }
    boolean reasoning =
        REASONING.matcher(content.path("type").asText("")).find()
            || content.path("thought").asBoolean(false);
    if (!content.isObject() || reasoning) {
      return "";
    }
    JsonNode text = content.has("text") ? content.path("text") : content.path("content");
    return text.isObject() ? text.path("value").asText("") : parts(text);
  }
}
