package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every row of the table of URLs, asked in every way to name a method. What counts is what was done
 * on the server: runs begun, pictures removed, series written, batches cancelled.
 */
class MethodNamesTest {
  private static final String TOKEN = "s3cret-Token";
  private static final String ABSENT = "/dalle/simple/0x" + "c".repeat(40);
  private static final String ACTIVE = "/dalle/simple/0x" + "a".repeat(40);
  private static final String STORED = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String[] WITH_TOKEN = {"Authorization", "Bearer " + TOKEN};

  /** Words in the request line, among them those that the framework has for its handlers. */
  private static final List<String> WORDS =
      List.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "DELETE",
          "PATCH",
          "OPTIONS",
          "TRACE",
          "QUERY",
          "post",
          "Get",
          "dELETE",
          "BEFORE",
          "AFTER",
          "WEBSOCKET_BEFORE_UPGRADE");

  private static final List<String> OVERRIDES =
      List.of(
          "X-HTTP-Method-Override",
          "x-http-method-override",
          "X-HTTP-Method",
          "X-Method-Override",
          "X_HTTP_METHOD_OVERRIDE");

  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  @TempDir Path folder;
  private TestServer server;
  private Path dataDir;
  private String batch;

  @BeforeEach
  void start() throws Exception {
    start("--api-token-file", Files.writeString(folder.resolve("tokens"), TOKEN).toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Something of every kind that could be changed. */
  private void start(String... flags) throws Exception {
    dataDir = Files.createTempDirectory(folder, "data");
    server = TestServer.in(dataDir).with(flags).with("--generation-slots", "9").start();
    server.sendJson("PUT", "/series/mine", "{\"purpose\": \"mine\"}", WITH_TOKEN);
    server.send("POST", STORED, WITH_TOKEN);
    Waiting.until(() -> server.get(STORED).header("Content-Type").equals("image/png"));
    server.painter().hold();
    server.send("POST", ACTIVE, WITH_TOKEN);
    TestResponse made =
        server.sendJson("POST", "/v1/images/generations", "{\"prompt\": \"a cat\"}", WITH_TOKEN);
    batch = made.json().path("id").asText();
    Waiting.until(() -> server.painter().calls() == 3);
  }

  /** All that a request could have changed. */
  private Map<String, Object> state() throws IOException {
    Map<String, Object> state = new TreeMap<>();
    state.put("calls of the painter", server.painter().calls());
    state.put("a picture that is not asked for", server.get(ABSENT).status());
    state.put("a picture that is there", server.get(STORED).header("ETag"));
    JsonNode run = server.get(ACTIVE).json();
    state.put("a run", run.path("cancelled").asText() + run.path("done") + run.path("error"));
    List<String> batches = new ArrayList<>();
    server
        .get("/v1/images/generations")
        .json()
        .at("/data/generations")
        .forEach(it -> batches.add(it.path("id").asText() + " " + it.path("status").asText()));
    state.put("batches", batches);
    try (Stream<Path> files = Files.list(dataDir.resolve("series"))) {
      state.put("series", files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    return state;
  }

  /** Every row, its parameters replaced by existing and by missing things. */
  private List<String> targets() {
    List<String> rows =
        server
            .get("/", "Accept", "text/plain")
            .text()
            .lines()
            .filter(line -> line.matches("[A-Z,]+ +/.*"))
            .map(line -> line.split(" +")[1])
            .toList();
    assertThat(rows).hasSizeGreaterThan(20).contains("/dalle/{series}/{address}", "/series/{name}");
    List<String> targets = new ArrayList<>();
    for (String row : rows) {
      String path =
          row.replace("{id}", batch)
              .replace("{n}", "0")
              .replace("<path>", "simple/none")
              .replace("<model>", "none");
      for (String address : List.of(ABSENT, ACTIVE, STORED)) {
        for (String name : List.of("mine", "fresh")) {
          targets.add(
              path.replace("{series}", "simple")
                  .replace("{address}", address.substring(address.lastIndexOf('/') + 1))
                  .replace("{name}", name));
        }
      }
    }
    return targets.stream().distinct().toList();
  }

  /** Sends a request and returns the status; the body, which may be endless, is not read. */
  private int status(String method, String target, String headers, String body) {
    return RawHttp.status(
        server.port(),
        "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n%s"
            .formatted(
                method,
                target,
                headers,
                body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n",
                body));
  }

  private void assertNothingIsDone(String method, String headers, String query, String body)
      throws IOException {
    Map<String, Object> before = state();
    List<String> faults = new ArrayList<>();
    for (String target : targets()) {
      int status = status(method, target + query, headers, body);
      if (status >= 500) {
        faults.add(target + " " + status);
      }
    }
    assertThat(faults).isEmpty();
    assertThat(state()).as(method + query + " " + headers).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?generate=1&force=1",
        "?remove=1",
        "?_method=POST",
      })
  void without_the_token_no_word_for_a_method_changes_anything(String query) throws Exception {
    for (String word : WORDS) {
      assertNothingIsDone(word, "", query, "");
    }
  }

  @Test
  void without_the_token_no_upgrade_changes_anything() throws Exception {
    for (String word : WORDS) {
      assertNothingIsDone(word, UPGRADE, "?generate=1&_method=DELETE", "");
    }
  }

  @Test
  void without_the_token_no_absolute_target_changes_anything() throws Exception {
    for (String host : List.of("localhost", "127.0.0.1:1", "evil.example")) {
      for (String word : List.of("GET", "POST", "DELETE", "BEFORE")) {
        Map<String, Object> before = state();
        for (String path : List.of(ABSENT, ACTIVE, STORED, STORED + "/ws")) {
          status(word, "http://" + host + path + "?generate=1&force=1", "", "");
          status(word, "http://" + host + path + "?remove=1", UPGRADE, "");
        }
        assertThat(state()).as(word + " " + host).isEqualTo(before);
      }
    }
  }

  @Test
  void without_the_token_no_header_and_no_parameter_changes_anything() throws Exception {
    for (String header : OVERRIDES) {
      assertNothingIsDone("GET", header + ": POST\r\n", "?generate=1", "");
      assertNothingIsDone("GET", header + ": PUT\r\n", "", "");
      assertNothingIsDone("HEAD", header + ": DELETE\r\n", "?remove=1", "");
      assertNothingIsDone("GET", header + ": WEBSOCKET_BEFORE_UPGRADE\r\n", "?generate=1", "");
    }
    String form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for (String word : List.of("GET", "POST", "OPTIONS", "QUERY")) {
      assertNothingIsDone(word, form, "?_method=DELETE", "_method=DELETE&generate=1");
    }
  }

  @Test
  void with_the_token_a_header_is_refused_and_a_word_that_only_reads_changes_nothing()
      throws Exception {
    String token = "Authorization: Bearer " + TOKEN + "\r\n";
    for (String header : OVERRIDES) {
      for (String other : List.of("POST", "PUT", "DELETE", "GET", "")) {
        String headers = token + header + ": " + other + "\r\n";
        assertThat(status("GET", ABSENT + "?generate=1", headers, "")).isEqualTo(400);
        assertThat(status("POST", ABSENT, headers, "")).isEqualTo(400);
        assertThat(status("GET", ABSENT + "/ws", headers + UPGRADE, "")).isEqualTo(400);
      }
      assertNothingIsDone("GET", token + header + ": DELETE\r\n", "", "");
    }
    for (String word : List.of("HEAD", "OPTIONS", "TRACE", "post", "Get", "BEFORE")) {
      assertNothingIsDone(word, token, "?generate=1&force=1", "");
      assertNothingIsDone(word, token, "?remove=1", "");
      assertNothingIsDone(word, token + UPGRADE, "?generate=1", "");
    }
    assertNothingIsDone("GET", token, "?_method=POST", "");
    assertNothingIsDone("GET", token, "?_method=DELETE", "");
  }

  @Test
  void where_no_token_is_wanted_a_header_is_refused_too() throws Exception {
    stop();
    start("--allow-anonymous");
    for (String header : OVERRIDES) {
      assertNothingIsDone("GET", header + ": POST\r\n", "", "");
      assertNothingIsDone("GET", header + ": DELETE\r\n", "", "");
    }
    TestResponse refused = server.get(ABSENT, "X-HTTP-Method-Override", "POST");
    assertThat(refused.errorCode()).isEqualTo("INVALID_REQUEST");
    assertThat(refused.json().at("/error/details").asText()).contains("X-HTTP-Method-Override");
    assertNothingIsDone("WEBSOCKET_BEFORE_UPGRADE", "", "?generate=1", "");
    assertNothingIsDone("POST", UPGRADE, "?generate=1&_method=GET", "{}");
  }

  /** Else all of the above would hold for a server that does nothing. */
  @Test
  void with_the_token_each_of_the_changes_is_seen() throws Exception {
    Map<String, Object> before = state();
    server.sendJson("PUT", "/series/fresh", "{\"purpose\": \"fresh\"}", WITH_TOKEN);
    server.get(ABSENT + "?generate=1", WITH_TOKEN);
    server.send("DELETE", ACTIVE, WITH_TOKEN);
    server.get(STORED + "?remove=1", WITH_TOKEN);
    server.send("DELETE", "/v1/images/generations/" + batch, WITH_TOKEN);
    Waiting.until(() -> server.painter().calls() > 3);

    Map<String, Object> after = state();
    before.forEach((what, was) -> assertThat(after.get(what)).as(what).isNotEqualTo(was));
  }

  @Test
  void the_metrics_name_the_method_that_was_acted_on() {
    server.get(ABSENT, "X-HTTP-Method-Override", "POST");
    server.send("HEAD", "/series");

    Scrape scrape = Scrape.of(server);
    String requests = "dalleserver_http_requests_total";
    assertThat(scrape.value(requests, "method=\"HEAD\"", "route=\"/series\"")).isEqualTo(1);
    assertThat(scrape.value(requests, "method=\"GET\"", "route=\"unmatched\"")).isEqualTo(1);
  }
}
