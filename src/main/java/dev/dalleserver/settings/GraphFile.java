package dev.dalleserver.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.settings.files.NamedFile;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads and checks a file with a prompt graph of ComfyUI, so that a wrong one ends the start and
 * not every picture.
 */
final class GraphFile {
  private static final int MAX_BYTES = 4 << 20;
  private static final Pattern IN_BRACES =
      Pattern.compile("\\{\\{\\s*([A-Za-z0-9_ -]{1,40}?)\\s*}}");

  /** Without the first there is no picture of anything, without the second always the same one. */
  private static final List<String> REQUIRED = List.of("prompt", "seed");

  private static final List<String> OPTIONAL =
      List.of("negative_prompt", "steps", "cfg", "sampler", "width", "height");

  /**
   * What was found.
   *
   * @param text the graph; empty when there is a problem
   * @param problem what is wrong, and what would be accepted
   */
  record Outcome(Optional<String> text, Optional<String> problem) {
    private static Outcome bad(String problem) {
      return new Outcome(Optional.empty(), Optional.of(problem));
    }
  }

  private GraphFile() {}

  static Outcome read(Path file) {
    try {
      byte[] bytes = NamedFile.read(file, MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        return Outcome.bad("the file is larger than 4 MiB");
      }
      return check(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      return Outcome.bad(PlainReason.of(unreadable) + "; accepted: a graph saved by Export (API)");
    }
  }

  static Outcome check(String text) {
    JsonNode graph;
    try {
      graph = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException bad) {
      return Outcome.bad(
          "it is no JSON, see line "
              + (bad.getLocation() == null ? "?" : bad.getLocation().getLineNr())
              + "; accepted: a graph saved by Export (API), placeholders within quotes");
    }
    if (graph.path("nodes").isArray()) {
      return Outcome.bad(
          "it is in the editor's own format; accepted: the same graph saved by Export (API)");
    }
    if (!graph.isObject() || graph.isEmpty() || !areNodes(graph)) {
      return Outcome.bad(
          "it holds no nodes with class_type and inputs; accepted: a graph saved by Export (API)");
    }
    return placeholderProblem(text)
        .map(Outcome::bad)
        .orElseGet(() -> new Outcome(Optional.of(text), Optional.empty()));
  }

  private static boolean areNodes(JsonNode graph) {
    return graph
        .valueStream()
        .allMatch(node -> node.path("class_type").isTextual() && node.path("inputs").isObject());
  }

  private static Optional<String> placeholderProblem(String text) {
    List<String> missing =
        REQUIRED.stream().filter(name -> !text.contains("{{" + name + "}}")).toList();
    Set<String> unknown = new TreeSet<>();
    IN_BRACES
        .matcher(text)
        .results()
        .filter(found -> !known(found.group()))
        .forEach(found -> unknown.add(found.group(1)));
    if (!unknown.isEmpty()) {
      return Optional.of(
          "it has the unknown placeholder "
              + QuotedValue.of("{{" + unknown.iterator().next() + "}}")
              + accepted());
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("it lacks {{" + String.join("}} and {{", missing) + "}}" + accepted());
  }

  private static boolean known(String braces) {
    String name = braces.substring(2, braces.length() - 2);
    return REQUIRED.contains(name) || OPTIONAL.contains(name);
  }

  private static String accepted() {
    return "; accepted: {{"
        + String.join("}}, {{", REQUIRED)
        + "}}, and where the graph has a place for them {{"
        + String.join("}}, {{", OPTIONAL)
        + "}}";
  }
}
