package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists for clients that ask for compression. */
class CompressedListsTest {
  private static final String[] GZIP = {"Accept-Encoding", "gzip", "X-Request-ID", "one"};

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    Path outputs = folder.resolve("output/simple/annotated");
    server = TestServer.in(folder).offline().start();
    server.make("simple");
    for (int i = 0; i < 60; i++) {
      Files.copy(
          outputs.resolve(TestServer.ADDRESS + ".png"),
          outputs.resolve("0x%040d.png".formatted(i)));
      Files.createDirectories(folder.resolve("series"));
      Files.writeString(
          folder.resolve("series/long-name-of-a-series-to-fill-the-list-%03d.json".formatted(i)),
          "{\"purpose\": \"" + "p".repeat(200) + "\"}");
    }
    Waiting.until(
        () ->
            server.get("/images").json().at("/data/count").asInt() == 61
                && server.get("/images?q=e").json().at("/data/count").asInt() > 0
                && numberOfOwnSeries() == 60);
  }

  private static long numberOfOwnSeries() {
    return server.get("/series").text().split("long-name-of-a-series", -1).length - 1L;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static byte[] unzip(TestResponse answer) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      return in.readAllBytes();
    }
  }

  private static JsonNode withoutId(byte[] json) throws IOException {
    ObjectNode answer = (ObjectNode) new ObjectMapper().readTree(json);
    assertThat(answer.remove("request_id").asText()).isNotEmpty();
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/images?limit=100",
        "/images?q=e&limit=100",
        "/series?details=series",
        "/databases/artstyles?limit=200",
        "/metrics?format=json"
      })
  void a_long_list_is_the_same_when_it_is_compressed(String path) throws IOException {
    TestResponse plain = server.get(path);
    TestResponse compressed = server.get(path, GZIP);

    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(plain.body().length).isGreaterThan(8192);
    assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(compressed.body().length).isLessThan(plain.body().length / 2);
    assertThat(plain.header("Vary")).contains("Accept-Encoding");
    assertThat(compressed.header("Vary")).isEqualTo(plain.header("Vary"));
    if (!path.startsWith("/metrics")) {
      assertThat(withoutId(unzip(compressed))).isEqualTo(withoutId(plain.body()));
    }
    assertThat(new ObjectMapper().readTree(unzip(compressed)).path("request_id").asText())
        .isEqualTo("one");
    assertThat(compressed.header("ETag")).isEmpty();
    assertThat(server.get(path, "Accept-Encoding", "gzip", "If-None-Match", "*").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/images?limit=100", "/series?details=series", "/databases/nouns"})
  void head_tells_the_length_that_get_has(String path) {
    TestResponse got = server.get(path, GZIP);
    TestResponse head = server.send("HEAD", path, GZIP);

    assertThat(head.header("Content-Encoding")).isEqualTo(got.header("Content-Encoding"));
    assertThat(head.header("Vary")).isEqualTo(got.header("Vary"));
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(got.body().length));
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/databases",
        "/images?limit=1",
        "/health",
        "/nothing",
        "/v1/images/generations",
        "/dalle/simple/0x0000000000000000000000000000000000000099"
      })
  void what_is_short_and_what_is_polled_is_never_compressed(String path) {
    assertThat(server.get(path, GZIP).header("Content-Encoding")).isEmpty();
  }

  @Test
  void the_text_of_metrics_is_compressed_for_scrapers() throws IOException {
    TestResponse answer = server.get("/metrics", GZIP);
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(new String(unzip(answer), StandardCharsets.UTF_8)).contains("dalleserver_up 1.0");
  }
}
