package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ApiContract;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.web.http.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The document lists every route of the server, and nothing else. */
class OpenApiTest {
  @TempDir Path folder;

  private static final JsonNode DOCUMENT = ApiContract.document();

  @Test
  void is_served_with_the_version_and_a_tag() {
    try (TestServer server = TestServer.start(folder)) {
      TestResponse response = server.get("/openapi.json");

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).isEqualTo("application/json");
      assertThat(response.json().path("openapi").asText()).isEqualTo("3.1.0");
      assertThat(response.json().at("/info/version").asText())
          .isEqualTo(server.get("/health").json().at("/data/version").asText());
      TestResponse again = server.get("/openapi.json", "If-None-Match", response.header("ETag"));
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(server.get("/openapi.json", "If-None-Match", "\"another\"").status())
          .isEqualTo(200);
    }
  }

  @Test
  void has_every_route_and_no_other() {
    List<String> documented = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                methods(path.getValue())
                    .forEach(method -> documented.add(method + " " + path.getKey())));

    // A path that the list for people leaves out: only pages use it.
    List<String> routes = new ArrayList<>(routes());
    routes.add("GET /static/{hash}/{file}");
    assertThat(routes).containsExactlyInAnyOrderElementsOf(documented);
  }

  private List<String> routes() {
    try (TestServer server = TestServer.start(folder)) {
      // The server's own list for people is the table of routes.
      String list = server.get("/", "Accept", "text/plain").text();
      return list.lines()
          .filter(line -> line.matches("[A-Z,]+ +/.*"))
          .map(line -> line.split(" +"))
          .flatMap(
              row ->
                  Arrays.stream(row[0].split(","))
                      .map(method -> method + " " + documentedPath(row[1])))
          .toList();
    }
  }

  /** A path of any depth has no form in OpenAPI. */
  private static String documentedPath(String route) {
    return route.equals("/files/<path>")
        ? "/files/{series}/{kind}/{file}"
        : route.replace("<model>", "{model}");
  }

  @Test
  void knows_every_error_code() {
    List<String> known = new ArrayList<>();
    DOCUMENT.at("/components/schemas/ErrorCode/enum").forEach(code -> known.add(code.asText()));

    assertThat(known)
        .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
  }

  @Test
  void an_operation_names_its_parameters_of_the_path() {
    for (Map.Entry<String, JsonNode> path : DOCUMENT.path("paths").properties()) {
      List<String> named = new ArrayList<>();
      path.getValue()
          .path("parameters")
          .forEach(
              parameter ->
                  named.add("{" + ApiContract.resolve(parameter).path("name").asText() + "}"));
      List<String> wanted =
          Stream.of(path.getKey().split("/")).filter(part -> part.startsWith("{")).toList();
      assertThat(named).as(path.getKey()).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  /** They were answers once: each still is one by its schema. */
  @TestFactory
  Stream<DynamicTest> examples_are_valid() {
    List<DynamicTest> tests = new ArrayList<>();
    collect("", DOCUMENT, tests);
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  private static void collect(String where, JsonNode node, List<DynamicTest> tests) {
    JsonNode schema = node.at("/schema/$ref");
    if (schema.isTextual()) {
      node.path("examples")
          .properties()
          .forEach(
              example ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          where + "/" + example.getKey(),
                          () ->
                              assertThat(
                                      ApiContract.problems(
                                          schema.asText(), example.getValue().path("value")))
                                  .isEmpty())));
    } else {
      node.properties()
          .forEach(member -> collect(where + "/" + member.getKey(), member.getValue(), tests));
    }
  }

  private static List<String> methods(JsonNode path) {
    return Stream.of("get", "post", "put", "delete")
        .filter(path::has)
        .map(method -> method.toUpperCase(Locale.ROOT))
        .toList();
  }
}
