package dev.dalleserver.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ApiContract;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Every request to a documented path gets an answer that the document lists for it, and none is a
 * server error.
 */
class OpenApiFuzzTest {
  private static final int BUSY = 503;
  private static final int SERVER_ERRORS = 500;
  private static final int PICTURE_EVERY = 40;
  private static final HttpClient CLIENT = newClient();

  /**
   * For event streams, which this test leaves before their end: the JDK's client sometimes uses the
   * connection of such an answer again in the moment in which it closes it.
   */
  private static final HttpClient STREAM_CLIENT = newClient();

  private static final Map<String, Set<Integer>> SEEN = new TreeMap<>();

  private static Path folder;
  private static TestServer server;
  private static int sent;
  private static FuzzRequests requests;

  private static HttpClient newClient() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @BeforeContainer
  static void start() throws IOException {
    folder = Files.createTempDirectory("fuzz");
    server = TestServer.start(folder);
    // Some requests ask for the picture in another format.
    server.painter().readable();
    server.make("simple");
    server.sendJson("PUT", "/series/mine", "{\"purpose\":\"mine\",\"nouns\":[\",bird\"]}");
    String batch =
        server
            .sendJson(
                "POST", "/v1/images/generations", "{\"prompt\":\"a\",\"width\":64,\"height\":64}")
            .json()
            .path("id")
            .asText();
    Waiting.until(
        () ->
            server
                .get("/v1/images/generations/" + batch)
                .json()
                .path("status")
                .asText()
                .equals("complete"));
    String model = server.get("/openai/v1/models").json().at("/data/0/id").asText();
    requests = new FuzzRequests(known(batch, model));
  }

  private static Map<String, List<String>> known(String batch, String model) {
    return Map.of(
        "series", List.of("simple", "mine", "empty", "nosuch", "SIMPLE"),
        "name", List.of("simple", "mine", "other", "nosuch"),
        "database", List.of("nouns", "colors", "nosuch"),
        "address", List.of(TestServer.ADDRESS, "0x" + "1".repeat(40), "0X" + "A".repeat(40), "0x1"),
        "id", List.of(batch, "gen_1_aaaaaaaaa", "nonsense"),
        "n", List.of("0", "1", "7"),
        "kind", List.of("annotated", "prompt", "selector", "nosuch"),
        "file", List.of(TestServer.ADDRESS + ".png", TestServer.ADDRESS + ".txt", "preview.js"),
        "model", List.of(model, "gpt-image-2", "a/b"),
        "hash", List.of("0", "abc"));
  }

  @AfterContainer
  static void stop() throws IOException {
    server.close();
    System.out.println("answers to " + sent + " requests: " + SEEN);
    assertThat(SEEN).as("operations that were asked").hasSameSizeAs(FuzzRequests.operations());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Provide
  Arbitrary<FuzzRequest> requests() {
    return requests.all();
  }

  /** The same requests each time, so that the build does not fail by chance. */
  @Property(
      tries = 2_500,
      seed = "20261127",
      shrinking = ShrinkingMode.BOUNDED,
      edgeCases = EdgeCasesMode.NONE)
  void every_answer_is_documented(@ForAll("requests") FuzzRequest request) throws Exception {
    check(request);
  }

  /** Others each time; a failure names its seed. */
  @Property(tries = 60_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  @Tag("long")
  void every_answer_to_many_requests_is_documented(@ForAll("requests") FuzzRequest request)
      throws Exception {
    check(request);
  }

  private static void check(FuzzRequest request) throws Exception {
    if (sent++ % PICTURE_EVERY == 0) {
      // Others have removed it, and much is to be asked about a picture that is there.
      server.make("simple");
    }
    HttpResponse<InputStream> answer;
    try {
      answer =
          (request.path().endsWith("/events") ? STREAM_CLIENT : CLIENT)
              .send(request.toHttp(server.port()), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + request, e);
    }
    TestResponse response =
        new TestResponse(answer.statusCode(), answer.headers(), body(answer, request.path()));
    SEEN.computeIfAbsent(request.operation(), key -> new TreeSet<>()).add(response.status());
    assertThat(response.status())
        .as("%s: %s", request, response.text())
        .matches(status -> status < SERVER_ERRORS || status == BUSY);
    ApiContract.check(request.method(), request.path(), response);
  }

  /** The whole body; of a stream of events, which may not end, the first. */
  private static byte[] body(HttpResponse<InputStream> answer, String path) throws IOException {
    try (InputStream in = answer.body()) {
      boolean events =
          answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
      if (!events) {
        return in.readAllBytes();
      }
      ByteArrayOutputStream first = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        first.write(next);
        String text = first.toString(StandardCharsets.UTF_8);
        if (text.endsWith("\n\n") && text.contains("data: ")) {
          checkEvent(path, text);
          break;
        }
      }
      return first.toByteArray();
    }
  }

  private static void checkEvent(String path, String text) {
    String event = "";
    for (String line : text.split("\n")) {
      if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        ApiContract.checkEvent(path, event, line.substring("data: ".length()));
      }
    }
  }
}
