package dev.dalleserver.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.fixtures.ApiContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** JSON for a schema of the document: values that it allows, and values that it does not. */
final class SchemaValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int LONG_TEXT = 5_000;
  private static final int DEEP = 200;

  private SchemaValues() {}

  /** Mostly what the schema allows, with a wrong value somewhere now and then. */
  static Arbitrary<JsonNode> of(JsonNode schema) {
    return Arbitraries.frequencyOf(
        Tuple.of(9, allowed(ApiContract.resolve(schema))), Tuple.of(1, wrong()));
  }

  private static Arbitrary<JsonNode> allowed(JsonNode schema) {
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.has(choice)) {
        return Arbitraries.oneOf(children(schema.get(choice)).map(SchemaValues::of).toList());
      }
    }
    if (schema.has("enum")) {
      return Arbitraries.of(children(schema.get("enum")).toList());
    }
    if (schema.path("type").isArray()) {
      List<Arbitrary<JsonNode>> types = new ArrayList<>();
      for (JsonNode type : schema.get("type")) {
        ObjectNode one = schema.deepCopy();
        types.add(ofType(one.set("type", type), type.asText()));
      }
      return Arbitraries.oneOf(types);
    }
    return ofType(schema, schema.path("type").asText());
  }

  private static Arbitrary<JsonNode> ofType(JsonNode schema, String type) {
    return switch (type) {
      case "object" -> object(schema);
      case "array" -> array(schema);
      case "integer" -> integer(schema);
      case "number" -> number(schema);
      case "boolean" -> Arbitraries.of(JSON.booleanNode(true), JSON.booleanNode(false));
      case "null" -> Arbitraries.just(JSON.nullNode());
      case "string" -> text(schema).map(JSON::textNode);
      default -> wrong();
    };
  }

  private static Arbitrary<JsonNode> object(JsonNode schema) {
    List<String> required = children(schema.path("required")).map(JsonNode::asText).toList();
    List<Arbitrary<Optional<JsonNode>>> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      names.add(property.getKey());
      double missing = required.contains(property.getKey()) ? 0.05 : 0.5;
      values.add(of(property.getValue()).optional(1 - missing));
    }
    names.add("notInTheDocument");
    values.add(wrong().optional(0.05));
    return Combinators.combine(values)
        .as(
            chosen -> {
              ObjectNode object = JSON.objectNode();
              for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                chosen.get(i).ifPresent(value -> object.set(name, value));
              }
              return object;
            });
  }

  private static Arbitrary<JsonNode> array(JsonNode schema) {
    return of(schema.path("items"))
        .list()
        .ofMinSize(Math.min(3, schema.path("minItems").asInt(0)))
        .ofMaxSize(3)
        .map(
            items -> {
              ArrayNode array = JSON.arrayNode();
              items.forEach(array::add);
              return array;
            });
  }

  private static Arbitrary<JsonNode> integer(JsonNode schema) {
    return Arbitraries.longs()
        .between(
            schema.path("minimum").asLong(Integer.MIN_VALUE),
            schema.path("maximum").asLong(Integer.MAX_VALUE))
        .map(JSON::numberNode);
  }

  private static Arbitrary<JsonNode> number(JsonNode schema) {
    return Arbitraries.doubles()
        .between(schema.path("minimum").asDouble(-1e9), schema.path("maximum").asDouble(1e9))
        .map(JSON::numberNode);
  }

  /** Texts of a schema: its examples, and others of its length. */
  static Arbitrary<String> text(JsonNode schema) {
    List<String> known = new ArrayList<>();
    children(schema.path("enum")).forEach(value -> known.add(value.asText()));
    children(schema.path("examples")).forEach(value -> known.add(value.asText()));
    if (schema.has("example")) {
      known.add(schema.get("example").asText());
    }
    Arbitrary<String> any =
        Arbitraries.strings()
            .ascii()
            .ofMinLength(Math.min(100, schema.path("minLength").asInt(0)))
            .ofMaxLength(Math.min(100, schema.path("maxLength").asInt(100)));
    return known.isEmpty()
        ? any
        : Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.of(known)), Tuple.of(1, any));
  }

  /** What hardly any schema allows. */
  static Arbitrary<JsonNode> wrong() {
    JsonNode deep = JSON.arrayNode();
    for (int i = 0; i < DEEP; i++) {
      deep = JSON.arrayNode().add(deep);
    }
    return Arbitraries.of(
        JSON.nullNode(),
        JSON.booleanNode(true),
        JSON.numberNode(-1),
        JSON.numberNode(0.5),
        JSON.numberNode(Long.MAX_VALUE),
        JSON.numberNode(new java.math.BigDecimal("1e400")),
        JSON.textNode(""),
        JSON.textNode("\u0000\u202e\ud83d\ude00\u2028"),
        JSON.textNode("x".repeat(LONG_TEXT)),
        JSON.arrayNode(),
        JSON.objectNode().put("a", 1),
        deep);
  }

  private static java.util.stream.Stream<JsonNode> children(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }
}
