package dev.dalleserver.openai.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A prompt in JSON, also when more text follows it, or when it is cut off. */
final class PromptInJson {
  private static final int MAX_DEPTH = 6;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  /** The members that hold the prompt, those that are made for it first. */
  private static final List<String> MEMBERS =
      List.of(
          "prompt",
          "text",
          "content",
          "output",
          "response",
          "answer",
          "result",
          "description",
          "enhanced",
          "final",
          "message",
          "scene",
          "caption");

  /** In the names of members that are not the prompt. */
  private static final Pattern NO_PROMPT =
      Pattern.compile("(?i)negative|reason|think|thought|analysis|type|role");

  private static final Pattern BROKEN =
      Pattern.compile(
          "(?is)\\A\\s*\\{.{0,200}?[\"'](?:[\\w -]{0,20}[_"
              + " -])?prompt[\"']\\s*:\\s*[\"'](.*?)(?:[\"']\\s*[,}].*)?\\z");
  private static final Pattern MEMBER = Pattern.compile("(?i)\"[\\w -]{0,20}prompt\"\\s*:\\s*\"");
  private static final Pattern OBJECT = Pattern.compile("\\{\\s*\"");

  private PromptInJson() {}

  static String unwrap(String text) {
    if (text.startsWith("{") || text.startsWith("[")) {
      return parsed(text).orElseGet(() -> broken(text));
    }
    if (MEMBER.matcher(text).lookingAt()) {
      return parsed("{" + text + "}").orElse(text);
    }
    Matcher inside = OBJECT.matcher(text);
    // After a few words such as "Here it is:".
    boolean framed = inside.find() && text.substring(0, inside.start()).strip().endsWith(":");
    return framed ? parsed(text.substring(inside.start())).orElse(text) : text;
  }

  private static Optional<String> parsed(String text) {
    try {
      JsonNode value = JSON.readTree(text);
      boolean words = value.isObject() ? isAnswer(value) : hasText(value);
      return words ? Optional.of(find(value, 0).orElse("")) : Optional.empty();
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }

  /** An object without a text and without a known member may be the prompt's own brackets. */
  private static boolean isAnswer(JsonNode object) {
    return object.isEmpty()
        || find(object, 0).isPresent()
        || object.properties().stream().anyMatch(member -> member(member.getKey()) >= 0);
  }

  /** A list of words may be the prompt's own brackets, unless they are quoted. */
  private static boolean hasText(JsonNode list) {
    return list.isArray() && find(list, 0).isPresent();
  }

  private static int member(String key) {
    String name = key.toLowerCase(Locale.ROOT);
    if (name.contains("negative")) {
      return -1;
    }
    for (int i = 0; i < MEMBERS.size(); i++) {
      if (name.equals(MEMBERS.get(i)) || i == 0 && name.contains("prompt")) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<String> find(JsonNode value, int depth) {
    if (value.isTextual()) {
      return Optional.of(value.asText()).filter(text -> !text.isBlank());
    }
    if (depth == MAX_DEPTH || !value.isContainerNode()) {
      return Optional.empty();
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        Optional<String> found = find(item, depth + 1);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    return inObject(value, depth);
  }

  private static Optional<String> inObject(JsonNode object, int depth) {
    List<Map.Entry<String, JsonNode>> members =
        object.properties().stream()
            .filter(member -> member(member.getKey()) >= 0)
            .sorted(Comparator.comparingInt(member -> member(member.getKey())))
            .toList();
    for (Map.Entry<String, JsonNode> member : members) {
      Optional<String> found = find(member.getValue(), depth + 1);
      if (found.isPresent()) {
        return found;
      }
    }
    if (!members.isEmpty()) {
      return Optional.empty();
    }
    return object.properties().stream()
        .filter(member -> !NO_PROMPT.matcher(member.getKey()).find())
        .map(member -> find(member.getValue(), depth + 1))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static String broken(String text) {
    Matcher cut = BROKEN.matcher(text);
    return cut.matches() ? cut.group(1).replace("\\n", "\n").replace("\\\"", "\"") : text;
  }
}
