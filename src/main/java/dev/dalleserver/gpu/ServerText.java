package dev.dalleserver.gpu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a server says about a failure, as one short sentence for clients. */
public final class ServerText {
  private static final int MAX_LENGTH = 300;
  private static final int MAX_DEPTH = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The members that hold a sentence, the most telling first. */
  private static final List<String> MEMBERS =
      List.of("errors", "exception_message", "message", "msg", "detail", "details", "error");

  // Servers of one's own name their folders; those are of no use to a client.
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w:/.])/(?:[^\\s'\",;:()/]++/)++[^\\s'\",;:()]*|\\b[A-Za-z]:\\\\[^\\s'\",;)]*");

  private ServerText() {}

  /** Returns the sentence in a body, or nothing when it holds none. */
  static Optional<String> sentence(String body) {
    String text = body.strip();
    try {
      if (text.startsWith("{") || text.startsWith("[")) {
        return sentence(JSON.readTree(text), 0);
      }
    } catch (JsonProcessingException notJson) {
      // Told as the text that it is.
    }
    return text.startsWith("<") ? Optional.empty() : Optional.of(text).filter(t -> !t.isBlank());
  }

  /** Returns the sentence in a node, or nothing when it holds none. */
  public static Optional<String> sentence(JsonNode node) {
    return sentence(node, 0);
  }

  private static Optional<String> sentence(JsonNode node, int depth) {
    if (node.isTextual()) {
      return Optional.of(node.textValue()).filter(text -> !text.isBlank());
    }
    if (depth == MAX_DEPTH || !node.isContainerNode()) {
      return Optional.empty();
    }
    Stream<JsonNode> inner = node.isArray() ? node.valueStream() : MEMBERS.stream().map(node::path);
    return inner.flatMap(child -> sentence(child, depth + 1).stream()).findFirst();
  }

  /** Returns the text in one line, without folders of the server's machine, at most 300 long. */
  public static String clean(String text) {
    String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
    plain = PATH.matcher(plain).replaceAll("…");
    return plain.length() <= MAX_LENGTH ? plain : plain.substring(0, MAX_LENGTH) + "…";
  }
}
