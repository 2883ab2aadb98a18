package dev.dalleserver.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.ApiContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Requests for every path and method of the OpenAPI document. */
final class FuzzRequests {
  private static final List<String> METHODS = List.of("get", "post", "put", "delete");
  private static final List<String> OTHER_METHODS =
      List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO");

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "99999999999999999999",
          "NaN",
          "1e9",
          "\u0000",
          "../../etc/passwd",
          "..",
          "a/b",
          "a\\b",
          "%2e%2e",
          "\r\nX: y",
          "'\"><svg>",
          "\u202e\u2028\ud83d\ude00",
          "true",
          "null",
          "{}",
          "x".repeat(300));

  private static final List<Map.Entry<String, String>> USUAL_HEADERS =
      List.of(
          Map.entry("Accept", "text/html"),
          Map.entry("Accept", "application/json;q=0.5, */*;q=nothing"),
          Map.entry("Accept-Encoding", "gzip, br"),
          Map.entry("If-None-Match", "*"),
          Map.entry("If-None-Match", "\"unclosed"),
          Map.entry("If-Match", "\"another\""),
          Map.entry("If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"),
          Map.entry("If-Modified-Since", "yesterday"),
          Map.entry("If-Range", "\"another\""),
          Map.entry("Range", "bytes=0-10"),
          Map.entry("Range", "bytes=999999999-"),
          Map.entry("Range", "bytes=abc"),
          Map.entry("Origin", "null"),
          Map.entry("Sec-Fetch-Site", "cross-site"),
          Map.entry("Sec-Purpose", "prefetch"),
          Map.entry("Authorization", "Bearer x"),
          Map.entry("X-Request-ID", "has blanks in it"),
          // OVR
          Map.entry("X-Forwarded-Host", "evil.example"),
          Map.entry("Content-Type", "application/json"),
          Map.entry("Content-Type", "text/plain"),
          Map.entry("Content-Type", "application/json; charset=utf-16"),
          Map.entry("Content-Type", "nonsense"),
          Map.entry("Content-Encoding", "gzip"));

  /** An operation of the document and the values that its path is known to have. */
  record Operation(String method, String path, JsonNode shared, JsonNode described) {}

  private final Map<String, List<String>> known;

  /**
   * @param known for each parameter of a path the existing values
   */
  FuzzRequests(Map<String, List<String>> known) {
    this.known = known;
  }

  /** Every operation as often as any other. */
  Arbitrary<FuzzRequest> all() {
    return Arbitraries.of(operations()).flatMap(this::requests);
  }

  static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : ApiContract.document().path("paths").properties()) {
      for (String method : METHODS) {
        if (path.getValue().has(method)) {
          JsonNode described = path.getValue().get(method);
          operations.add(
              new Operation(method, path.getKey(), path.getValue().path("parameters"), described));
        }
      }
    }
    return operations;
  }

  private Arbitrary<FuzzRequest> requests(Operation operation) {
    return Combinators.combine(
            method(operation),
            path(operation.path()),
            words(operation, "query", "unknown"),
            words(operation, "header", "X-Unknown"),
            Arbitraries.of(USUAL_HEADERS).list().ofMaxSize(2),
            body(operation.described().path("requestBody")))
        .as(
            (method, path, query, documented, usual, body) -> {
              List<Map.Entry<String, String>> headers = new ArrayList<>();
              documented.forEach(
                  header -> headers.add(Map.entry(header.getKey(), printable(header.getValue()))));
              headers.addAll(usual);
              if (body.length > 0
                  && headers.stream().noneMatch(one -> one.getKey().equals("Content-Type"))) {
                headers.add(Map.entry("Content-Type", "application/json"));
              }
              String name = operation.described().path("operationId").asText();
              return new FuzzRequest(name, method, path, query, headers, body);
            });
  }

  private static Arbitrary<String> method(Operation operation) {
    String usual = operation.method().toUpperCase(Locale.ROOT);
    return Arbitraries.frequencyOf(
        Tuple.of(16, Arbitraries.just(usual)),
        Tuple.of(2, Arbitraries.just(usual.equals("GET") ? "HEAD" : usual)),
        Tuple.of(1, Arbitraries.of(OTHER_METHODS)));
  }

  private Arbitrary<String> path(String template) {
    List<Arbitrary<String>> parts = new ArrayList<>();
    for (String part : template.substring(1).split("/")) {
      if (part.startsWith("{")) {
        String name = part.substring(1, part.length() - 1);
        String more = template.startsWith("/databases") ? "database" : name;
        List<String> there = known.getOrDefault(more, List.of("0"));
        Arbitrary<String> odd = Arbitraries.of(ODD_TEXTS);
        parts.add(
            Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.of(there)), Tuple.of(1, odd))
                .map(FuzzRequest::encode));
      } else {
        parts.add(Arbitraries.just(part));
      }
    }
    return Combinators.combine(parts).as(chosen -> "/" + String.join("/", chosen));
  }

  /** Documented parameters of one kind, some left out, some twice, some that are not documented. */
  private static Arbitrary<List<Map.Entry<String, String>>> words(
      Operation operation, String in, String unknown) {
    List<Arbitrary<Optional<Map.Entry<String, String>>>> words = new ArrayList<>();
    for (JsonNode list : List.of(operation.shared(), operation.described().path("parameters"))) {
      for (JsonNode reference : list) {
        JsonNode parameter = ApiContract.resolve(reference);
        if (parameter.path("in").asText().equals(in)) {
          words.add(word(parameter).optional(0.5));
          words.add(word(parameter).optional(0.03));
        }
      }
    }
    Arbitrary<Map.Entry<String, String>> other =
        Arbitraries.of(ODD_TEXTS).map(text -> Map.entry(unknown, text));
    words.add(other.optional(0.05));
    return Combinators.combine(words)
        .as(chosen -> chosen.stream().flatMap(Optional::stream).toList());
  }

  private static Arbitrary<Map.Entry<String, String>> word(JsonNode parameter) {
    String name = parameter.path("name").asText();
    Arbitrary<String> allowed = SchemaValues.of(parameter.path("schema")).map(JsonNode::asText);
    if (parameter.has("example")) {
      String example = parameter.get("example").asText();
      allowed =
          Arbitraries.frequencyOf(Tuple.of(1, allowed), Tuple.of(1, Arbitraries.just(example)));
    }
    return Arbitraries.frequencyOf(Tuple.of(5, allowed), Tuple.of(1, Arbitraries.of(ODD_TEXTS)))
        .map(value -> Map.entry(name, value));
  }

  /** JSON as documented, with something wrong in it, cut off, or none at all. */
  private static Arbitrary<byte[]> body(JsonNode documented) {
    if (documented.isMissingNode()) {
      return Arbitraries.frequencyOf(
          Tuple.of(20, Arbitraries.just(new byte[0])), Tuple.of(1, Arbitraries.just(utf8("{}"))));
    }
    JsonNode schema = documented.path("content").path("application/json").path("schema");
    Arbitrary<byte[]> whole = SchemaValues.of(schema).map(value -> utf8(value.toString()));
    Arbitrary<byte[]> cut =
        Combinators.combine(whole, Arbitraries.doubles().between(0, 1))
            .as((bytes, part) -> Arrays.copyOf(bytes, (int) (bytes.length * part)));
    Arbitrary<byte[]> other =
        Arbitraries.of(
            new byte[0],
            utf8("{}{}"),
            utf8("{\"a\":1,\"a\":2}"),
            utf8("prompt=x"),
            utf8("["),
            new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'},
            utf8("\ufeff{}"));
    return Arbitraries.frequencyOf(Tuple.of(12, whole), Tuple.of(1, cut), Tuple.of(1, other));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As far as the client lets it be sent in a header. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
