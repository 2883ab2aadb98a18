package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ApiContract;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that may read, and try to start, write or end something. */
@Tag("long")
class AccessAttackTest {
  private static final int SHOWN = 5;
  private static final List<String> OVERRIDES =
      List.of(
          "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "x-http-METHOD-override");
  private static final List<String> METHODS = List.of("POST", "PUT", "DELETE", "PATCH", "post");
  private static final Map<String, String> SLOW = Map.of("only", "image", "latency", "300s");
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String UNMADE = "/dalle/simple/0x%040x".formatted(5);
  private static final String OWN_SERIES = "{\"purpose\":\"mine\",\"nouns\":[\",bird\"]}";
  private static final String PROMPT = "{\"prompt\":\"a quiet sea\"}";
  private static final List<String> FOREIGN_HOSTS =
      List.of(
          "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "xn--lclhost-jta");

  @TempDir Path dataDir;
  @TempDir Path secrets;

  @BeforeEach
  void needs_to_measure() {
    Attack.need();
  }

  /** Row 33. */
  @Test
  void a_method_named_in_a_header_starts_writes_and_ends_nothing() throws Exception {
    Path tokens = Files.writeString(secrets.resolve("tokens"), "a-token-that-is-long-enough\n");
    String token = "Authorization: Bearer a-token-that-is-long-enough";
    try (AttackedServer server =
            AttackedServer.in(dataDir).with("--api-token-file", tokens.toString()).start();
        Attack attack =
            Attack.on(
                server, "33", "every route × every way to name a method, without the token")) {
      String batch = prepare(server, token);
      Map<String, String> before = FileTree.of(dataDir.resolve("output"));
      Map<String, String> seriesBefore = FileTree.of(dataDir.resolve("series"));
      int calls = server.providerCalls();
      List<String> harmful = new ArrayList<>();
      int asked = 0;
      for (String path : paths(batch)) {
        for (String request : requests(path)) {
          for (String header : headers()) {
            int status = Ask.status(server.port(), request, bodyFor(path), header);
            asked++;
            boolean acted = server.providerCalls() > calls;
            if (acted || status == 0 || status == 201 || status == 202) {
              harmful.add(request + " with " + header + ": " + status);
              calls = server.providerCalls();
            }
          }
        }
      }
      List<String> changes =
          new ArrayList<>(FileTree.changes(before, FileTree.of(dataDir.resolve("output"))));
      changes.addAll(FileTree.changes(seriesBefore, FileTree.of(dataDir.resolve("series"))));
      boolean goesOn = isUnderWay(server, batch);
      attack.isAtItsTop(Duration.ZERO);
      attack.isOver(asked + " requests, of which " + harmful.size() + " did something");
      assertThat(harmful.stream().limit(SHOWN)).isEmpty();
      assertThat(changes).as("files that changed").isEmpty();
      assertThat(goesOn).as("the batch was not cancelled").isTrue();
    }
  }

  /** A picture, a series and a batch under way, all of which an attacker would like to end. */
  private static String prepare(AttackedServer server, String token) {
    assertThat(Ask.status(server.port(), "POST " + PICTURE, "", token)).isEqualTo(202);
    Waiting.until(() -> server.get(PICTURE).header("Content-Type").equals("image/png"));
    assertThat(Ask.status(server.port(), "PUT /series/mine", OWN_SERIES, token)).isEqualTo(201);
    server.provider().behave(SLOW);
    assertThat(Ask.status(server.port(), "POST /v1/images/generations", PROMPT, token))
        .isEqualTo(201);
    String id =
        server.get("/v1/images/generations").json().findValuesAsText("id").stream()
            .findFirst()
            .orElseThrow();
    String batch = "/v1/images/generations/" + id;
    Waiting.until(() -> isUnderWay(server, batch) && server.provider().calls("image") == 2);
    return batch;
  }

  private static boolean isUnderWay(AttackedServer server, String batch) {
    JsonNode state = server.get(batch + "?images=url").json();
    return state.path("status").asText().equals("in_progress");
  }

  /** Each documented path and what asks it to change something. */
  private static List<String> paths(String batch) {
    List<String> paths = new ArrayList<>(List.of(UNMADE, PICTURE + "?force=1", "/series/mine"));
    ApiContract.document()
        .path("paths")
        .fieldNames()
        .forEachRemaining(path -> paths.add(Documented.path(path, batch)));
    return paths;
  }

  /** Requests with methods that may only read, and with other parameters in the query. */
  private static List<String> requests(String path) {
    String sign = path.contains("?") ? "&" : "?";
    return List.of(
        "GET " + path,
        "HEAD " + path,
        "OPTIONS " + path,
        "GET " + path + sign + "_method=DELETE",
        "GET http://localhost" + path);
  }

  private static List<String> headers() {
    List<String> headers = new ArrayList<>();
    for (String name : OVERRIDES) {
      METHODS.forEach(method -> headers.add(name + ": " + method));
    }
    return headers;
  }

  private static String bodyFor(String path) {
    return path.startsWith("/series") ? OWN_SERIES : PROMPT;
  }

  /** Row 34: a page whose host name now resolves to this machine (DNS rebinding). */
  @Test
  void a_page_that_rebinds_its_name_spends_nothing() throws Exception {
    try (AttackedServer server = AttackedServer.in(dataDir).start();
        Attack attack =
            Attack.on(server, "34", "a foreign name in `Host` and `Origin`, key and no token")) {
      server.make(TestServer.ADDRESS);
      Map<String, String> before = FileTree.of(dataDir.resolve("output"));
      int calls = server.providerCalls();
      List<String> wrong = new ArrayList<>();
      int asked = 0;
      for (String host : FOREIGN_HOSTS) {
        for (String port : List.of("", ":" + server.port())) {
          for (boolean origin : new boolean[] {false, true}) {
            for (String request : changes()) {
              int status = ask(server, request, host + port, origin);
              asked++;
              if (status != 421 && !(origin && status == 403)) {
                wrong.add(request + " for " + host + port + ": " + status);
              }
            }
          }
        }
      }
      attack.isAtItsTop(Duration.ZERO);
      int spent = server.providerCalls() - calls;
      List<String> changes = FileTree.changes(before, FileTree.of(dataDir.resolve("output")));
      attack.isOver(asked + " requests, of which " + wrong.size() + " were not refused");
      assertThat(wrong.stream().limit(SHOWN)).isEmpty();
      assertThat(spent).as("calls to the provider").isZero();
      assertThat(changes).as("files that changed").isEmpty();
      for (String host : List.of("localhost:" + server.port(), "127.0.0.1", "[::1]")) {
        assertThat(Ask.status(server.port(), "GET " + UNMADE + "?generate=1", "", "Host: " + host))
            .as(host)
            .isEqualTo(200);
      }
    }
  }

  private static int ask(AttackedServer server, String request, String host, boolean origin) {
    String body = request.startsWith("POST /") && !request.contains("/dalle/") ? PROMPT : "";
    List<String> headers = new ArrayList<>(List.of("Host: " + host));
    if (origin) {
      headers.add("Origin: http://" + host);
    }
    if (request.contains("/ws")) {
      headers.addAll(
          List.of(
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    }
    return Ask.status(
        server.port(),
        request,
        request.startsWith("PUT") ? OWN_SERIES : body,
        headers.toArray(String[]::new));
  }

  private static List<String> changes() {
    List<String> changes =
        new ArrayList<>(
            List.of(
                "GET " + UNMADE + "?generate=1",
                "GET " + UNMADE + "/events?generate=1",
                "GET " + UNMADE + "/ws?generate=1",
                "GET " + PICTURE + "?generate=1&force=1",
                "GET " + PICTURE + "?remove=1"));
    ApiContract.document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                List.of("post", "put", "delete").stream()
                    .filter(path.getValue()::has)
                    .forEach(
                        method ->
                            changes.add(
                                method.toUpperCase(Locale.ROOT)
                                    + " "
                                    + Documented.path(
                                        path.getKey(), "/v1/images/generations/gen_1_aaaaaaaaa"))));
    return changes;
  }
}
