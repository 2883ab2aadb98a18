package dev.dalleserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.dalleserver.web.OpenApiDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Holds answers to the OpenAPI document: the status, the content type, the JSON. What is not
 * documented in {@code src/main/resources/openapi/} must not be answered; members that a schema
 * does not name are errors here, though clients pass over them.
 */
public final class ApiContract {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNode DOCUMENT = OpenApiDocument.assemble("0.0.0");
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String DEFS = "#/$defs/";
  private static final Map<String, JsonSchema> COMPILED = new ConcurrentHashMap<>();
  private static final List<Template> TEMPLATES = templates();

  private ApiContract() {}

  /** A documented path, as an expression. */
  private record Template(Pattern pattern, JsonNode path) {}

  /**
   * @param path as it was sent, without the query
   * @throws AssertionError when the answer is not as documented
   */
  public static void check(String method, String path, TestResponse response) {
    String what = method + " " + path + " -> " + response.status();
    require(!response.header("X-Request-ID").isEmpty(), what + " has no X-Request-ID", response);
    JsonNode operation = operation(method, path);
    if (operation.isMissingNode()) {
      // Nothing is there, or not for this method, or a browser asks what it may send.
      if (!method.equals("OPTIONS") || response.status() != 204) {
        require(response.status() >= 400, what + " is not documented", response);
        checkJson(anyError(path), what, method, response);
      }
      return;
    }
    JsonNode documented = operation.at("/responses/" + response.status());
    if (documented.isMissingNode() && isForEveryPath(response.status())) {
      checkJson(anyError(path), what, method, response);
      return;
    }
    require(!documented.isMissingNode(), what + " is not documented", response);
    checkAnswer(resolve(documented), what, method, response);
  }

  /** The same for an event of a pushed stream. */
  public static void checkEvent(String path, String event, String data) {
    JsonNode schema =
        operation("GET", path)
            .at("/responses/200/content/text~1event-stream/x-event-data/" + event + "/$ref");
    String what = "the event " + event + " of " + path;
    if (schema.isMissingNode()) {
      throw new AssertionError(what + " is not documented");
    }
    validate(schema.asText(), what, data);
  }

  /** The whole document, as a server of no version has it. */
  public static JsonNode document() {
    return DOCUMENT;
  }

  /**
   * What is wrong with a value that is said to be of a schema, {@code #/components/schemas/...}.
   */
  public static Set<ValidationMessage> problems(String schema, JsonNode value) {
    return COMPILED.computeIfAbsent(schema, ApiContract::compile).validate(value);
  }

  /** Follows a reference within the document. */
  public static JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** Access rules look at every request, whatever its path does with it. */
  private static boolean isForEveryPath(int status) {
    return status == 401 || status == 403 || status == 421;
  }

  private static String anyError(String path) {
    return path.startsWith("/openai/") ? "OpenAiError" : "Error";
  }

  private static void checkAnswer(
      JsonNode documented, String what, String method, TestResponse response) {
    if (method.equals("HEAD") || response.body().length == 0) {
      return;
    }
    String type =
        response.header("Content-Type").replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    JsonNode content = documented.path("content").path(type);
    require(!content.isMissingNode(), what + " of type " + type + " is not documented", response);
    JsonNode schema = content.path("schema").path("$ref");
    if (type.equals("application/json") && !schema.isMissingNode()) {
      validate(schema.asText(), what, response.text());
    }
    JsonNode codes = documented.path("x-codes");
    if (!codes.isMissingNode()) {
      List<String> names = new ArrayList<>();
      codes.forEach(code -> names.add(code.asText()));
      require(names.contains(response.errorCode()), what + " with this code", response);
      documented
          .path("headers")
          .fieldNames()
          .forEachRemaining(
              name ->
                  require(!response.header(name).isEmpty(), what + " has no " + name, response));
    }
  }

  private static void checkJson(String name, String what, String method, TestResponse response) {
    if (!method.equals("HEAD")) {
      validate(SCHEMAS + name, what, response.text());
    }
  }

  private static void validate(String schema, String what, String json) {
    try {
      Set<ValidationMessage> problems = problems(schema, MAPPER.readTree(json));
      if (!problems.isEmpty()) {
        throw new AssertionError(
            what + " is not a documented " + schema + ": " + problems + "\n" + shortened(json));
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + " is not JSON: " + shortened(json), e);
    }
  }

  private static void require(boolean condition, String complaint, TestResponse response) {
    if (!condition) {
      throw new AssertionError(
          complaint + " (see src/main/resources/openapi): " + shortened(response.text()));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 2000 ? text : text.substring(0, 2000) + "...";
  }

  private static JsonNode operation(String method, String path) {
    String known = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    // The router passes over a slash at the end, but for it "//" is not "/".
    String plain = path.replaceFirst("(?<=[^/])/$", "");
    return TEMPLATES.stream()
        .filter(template -> template.pattern().matcher(plain).matches())
        .findFirst()
        .map(template -> template.path().path(known))
        .orElse(DOCUMENT.path("no such path"));
  }

  /** The most literal first, so that a name does not pass for a parameter. */
  private static List<Template> templates() {
    return DOCUMENT.path("paths").properties().stream()
        .sorted(Comparator.comparingInt(path -> path.getKey().replaceAll("[^{]", "").length()))
        .map(
            path ->
                new Template(
                    Pattern.compile(path.getKey().replaceAll("\\{[^}]+}", "[^/]+")),
                    path.getValue()))
        .toList();
  }

  private static JsonSchema compile(String reference) {
    // A schema by itself keeps what it refers to elsewhere than an OpenAPI document does.
    ObjectNode schema = MAPPER.createObjectNode().put("$ref", reference.replace(SCHEMAS, DEFS));
    ObjectNode definitions = schema.putObject("$defs");
    closed(DOCUMENT.at("/components/schemas").deepCopy())
        .properties()
        .forEach(definition -> definitions.set(definition.getKey(), definition.getValue()));
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    compiled.initializeValidators();
    return compiled;
  }

  /** As a schema by itself, in which no object has members that are not named. */
  private static JsonNode closed(JsonNode schema) {
    schema.forEach(ApiContract::closed);
    if (schema.path("$ref").isTextual()) {
      ((ObjectNode) schema).put("$ref", schema.get("$ref").asText().replace(SCHEMAS, DEFS));
    }
    if (schema.path("properties").isObject() && !schema.has("additionalProperties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
    return schema;
  }
}
