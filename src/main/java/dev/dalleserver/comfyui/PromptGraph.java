package dev.dalleserver.comfyui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.gpu.PaintJob;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operator's graph of nodes, with placeholders for what differs from picture to picture. */
final class PromptGraph {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_CHECKPOINT_NAME = 100;

  private final JsonNode graph;
  private final Set<Placeholder> used;

  private PromptGraph(JsonNode graph, Set<Placeholder> used) {
    this.graph = graph;
    this.used = used;
  }

  /**
   * @throws IllegalArgumentException when it is no JSON object
   */
  static PromptGraph parse(String text) {
    try {
      JsonNode graph = JSON.readTree(text);
      if (!graph.isObject()) {
        throw new IllegalArgumentException("the graph is no JSON object");
      }
      Set<Placeholder> used = EnumSet.noneOf(Placeholder.class);
      for (Placeholder placeholder : Placeholder.values()) {
        if (text.contains(placeholder.text())) {
          used.add(placeholder);
        }
      }
      return new PromptGraph(graph, used);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException("the graph is no JSON", bad);
    }
  }

  boolean uses(Placeholder placeholder) {
    return used.contains(placeholder);
  }

  /** Returns the members of the tuning that the graph has no place for. */
  List<String> ignored() {
    List<String> ignored = new ArrayList<>();
    for (Placeholder placeholder : Placeholder.values()) {
      if (!uses(placeholder)) {
        placeholder.tuning().ifPresent(ignored::add);
      }
    }
    return ignored;
  }

  /** Returns what a node does, such as {@code KSampler}; empty when there is no such node. */
  String typeOf(String node) {
    return graph.path(node).path("class_type").asText("");
  }

  /** Returns the name of the model that a node of the graph loads. */
  Optional<String> model() {
    for (JsonNode node : graph) {
      for (String input : List.of("ckpt_name", "unet_name", "model_name")) {
        String name = node.path("inputs").path(input).asText("");
        if (!name.isBlank() && name.length() <= MAX_CHECKPOINT_NAME) {
          return Optional.of(name);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the names of the inputs that take the sampler, with the types of their nodes. */
  Optional<SamplerInput> samplerInput() {
    for (JsonNode node : graph) {
      for (var input : node.path("inputs").properties()) {
        if (input.getValue().asText("").equals(Placeholder.SAMPLER.text())) {
          return Optional.of(new SamplerInput(node.path("class_type").asText(""), input.getKey()));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Where the sampler's name goes.
   *
   * @param nodeType the kind of node, such as {@code KSampler}
   */
  record SamplerInput(String nodeType, String input) {}

  /** Returns the graph for one picture. */
  JsonNode filled(PaintJob job, String sampler) {
    return filled(graph, job, sampler);
  }

  private static JsonNode filled(JsonNode node, PaintJob job, String sampler) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(entry -> copy.set(entry.getKey(), filled(entry.getValue(), job, sampler)));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> copy.add(filled(item, job, sampler)));
      return copy;
    }
    return node.isTextual() ? filledText(node.textValue(), job, sampler) : node;
  }

  /**
   * A placeholder that is all of a text becomes a value of its own type; one within a text becomes
   * part of it. What was filled in is not searched: a prompt may hold braces too.
   */
  private static JsonNode filledText(String text, PaintJob job, String sampler) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    while (from < text.length()) {
      int at = text.indexOf("{{", from);
      Optional<Placeholder> found = at < 0 ? Optional.empty() : at(text, at);
      if (found.isPresent()) {
        JsonNode value = found.get().value(job, sampler);
        if (found.get().text().equals(text)) {
          return value;
        }
        filled.append(text, from, at).append(value.asText());
        from = at + found.get().text().length();
      } else {
        int end = at < 0 ? text.length() : at + 1;
        filled.append(text, from, end);
        from = end;
      }
    }
    return JsonNodeFactory.instance.textNode(filled.toString());
  }

  private static Optional<Placeholder> at(String text, int index) {
    for (Placeholder placeholder : Placeholder.values()) {
      if (text.startsWith(placeholder.text(), index)) {
        return Optional.of(placeholder);
      }
    }
    return Optional.empty();
  }
}
