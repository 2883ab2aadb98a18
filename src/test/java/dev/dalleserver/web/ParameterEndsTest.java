package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both accepted ends of every parameter and header that has a range, and the neighbours. */
@Timeout(120)
class ParameterEndsTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String BATCHES = "/v1/images/generations";
  private static final String BODY = "{\"prompt\":\"a\",\"width\":64,\"height\":64}";

  @TempDir static Path dataDir;
  private static TestServer server;
  private static String batch;

  @BeforeAll
  static void start() {
    server = TestServer.in(dataDir).with("--generation-slots", "8").start();
    server.make("simple");
    batch = begin();
    Waiting.until(() -> server.get(batch).json().path("status").asText().equals("complete"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String begin(String... headers) {
    TestResponse begun = server.sendJson("POST", BATCHES, BODY, headers);
    assertThat(begun.status()).isEqualTo(201);
    return BATCHES + "/" + begun.json().path("id").asText();
  }

  private static String answerable(String path) {
    return path.replace("BATCH", batch).replace("PICTURE", PICTURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PICTURE?generate=1&wait=0",
        "PICTURE?generate=1&wait=60",
        "PICTURE?generate=1&wait=59",
        "PICTURE?generate=1&wait=",
        "BATCH?images=url&wait=0",
        "BATCH?images=url&wait=60",
        "/images?limit=1",
        "/images?limit=200",
        "/databases/nouns?limit=1",
        "/databases/nouns?limit=200",
      })
  void are_accepted(String path) {
    assertThat(server.get(answerable(path)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PICTURE?generate=1&wait=61",
        "PICTURE?generate=1&wait=-1",
        "PICTURE?generate=1&wait=060",
        "PICTURE?wait=61",
        "BATCH?images=url&wait=61",
        "BATCH?images=url&wait=-1",
        "/images?limit=0",
        "/images?limit=201",
        "/databases/nouns?limit=0",
        "/databases/nouns?limit=201",
      })
  void have_neighbours_that_are_refused(String path) {
    TestResponse response = server.get(answerable(path));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void a_page_has_as_many_entries_as_its_limit_says() {
    for (int limit : new int[] {1, 200}) {
      TestResponse page = server.get("/databases/nouns?limit=" + limit);
      assertThat(page.json().at("/data/records")).hasSize(limit);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/images", "/databases/nouns"})
  void a_search_has_at_most_200_characters(String list) {
    assertThat(server.get(list + "?q=" + "x".repeat(200)).status()).isEqualTo(200);
    assertThat(server.get(list + "?q=" + "x".repeat(201)).status()).isEqualTo(400);
  }

  @Test
  void a_series_has_at_most_64_characters() {
    String longest = "/dalle/" + "a".repeat(64) + "/" + TestServer.ADDRESS;
    // A series that does not exist, with a valid name.
    assertThat(server.get(longest).text()).contains("there is no such series");
    assertThat(server.get(longest.replace("/a", "/aa")).text())
        .doesNotContain("there is no such series");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "64, true", "65, false"})
  void a_request_id_has_1_to_64_characters(int length, boolean kept) {
    String id = "i".repeat(length);
    String answered = server.get("/series", "X-Request-ID", id).header("X-Request-ID");
    assertThat(answered.equals(id)).isEqualTo(kept);
  }

  @Test
  void an_idempotency_key_has_1_to_255_characters() {
    String longest = "k".repeat(255);
    String first = begin("Idempotency-Key", "k");
    assertThat(begin("Idempotency-Key", "k")).isEqualTo(first);
    assertThat(begin("Idempotency-Key", longest)).isNotEqualTo(first);
    TestResponse refused = server.sendJson("POST", BATCHES, BODY, "Idempotency-Key", longest + "k");
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void a_wait_of_a_minute_ends_when_the_run_moves_on() throws Exception {
    String other = PICTURE.replace("0xf", "0xe");
    int calls = server.painter().calls();
    server.painter().hold();
    try {
      server.get(other + "?generate=1");
      Waiting.until(() -> server.painter().calls() > calls);
      CompletableFuture<TestResponse> waiting =
          CompletableFuture.supplyAsync(() -> server.get(other + "?generate=1&wait=60"));
      server.painter().release();
      assertThat(waiting.get().status()).isEqualTo(200);
    } finally {
      server.painter().release();
    }
  }
}
