package dev.dalleserver.web.words;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions that are tried and not stored. */
@Timeout(120)
class DraftHandlerTest {
  private static final String PREVIEW = "/series/draft/preview?address=" + TestServer.ADDRESS;
  private static final String BEARS = "{\"nouns\": [\"bear,mammal\"]}";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir static Path dataDir;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(dataDir);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static TestResponse post(String path, String body) {
    return server.sendJson("POST", path, body);
  }

  /** Asks for a picture, as an editor does for eight at once. */
  private static CompletableFuture<HttpResponse<byte[]>> paint(String address) {
    return CLIENT.sendAsync(
        HttpRequest.newBuilder(server.client().uri("/series/draft/preview?address=" + address))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(BEARS))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static JsonNode check(String body) {
    TestResponse response = post("/series/draft/check", body);
    assertThat(response.status()).isEqualTo(200);
    return response.json().path("data");
  }

  private static int left(JsonNode findings, String database) {
    for (JsonNode words : findings.path("words")) {
      if (words.path("database").asText().equals(database)) {
        return words.path("left").asInt();
      }
    }
    throw new AssertionError("no " + database + " in " + findings);
  }

  private static List<Path> stored() throws IOException {
    try (Stream<Path> files = Files.walk(dataDir)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void a_definition_is_painted_small_and_stored_nowhere() throws IOException {
    List<Path> before = stored();
    TestResponse picture = post(PREVIEW, BEARS);

    assertThat(picture.status()).isEqualTo(200);
    assertThat(picture.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(picture.header("Cache-Control")).isEqualTo("no-store");
    assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth()).isEqualTo(256);
    assertThat(stored()).isEqualTo(before);
    assertThat(server.get("/series").text()).doesNotContain("draft");
    assertThat(server.painter().calls()).isZero();
  }

  @Test
  void another_definition_gives_another_picture_and_the_same_the_same() {
    byte[] bears = post(PREVIEW, BEARS).body();

    assertThat(post(PREVIEW, "{\"nouns\": [\"owl,bird\"]}").body()).isNotEqualTo(bears);
    assertThat(post(PREVIEW, BEARS).body()).isEqualTo(bears);
  }

  @ParameterizedTest
  @CsvSource({
    "/series/draft/preview,MISSING_PARAMETER",
    "/series/draft/preview?address=0x12,INVALID_ADDRESS",
    "/series/-draft/preview?address=0xf503017d7baf7fbc0fff7492b751025c6a78179b,INVALID_SERIES",
    "/series/-draft/check,INVALID_SERIES"
  })
  void wrong_places_are_refused(String path, String code) {
    TestResponse refused = post(path, BEARS);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/error/code").asText()).isEqualTo(code);
  }

  @Test
  void a_definition_with_problems_is_not_painted_and_all_of_them_are_told() {
    TestResponse refused = post(PREVIEW, "{\"nouns\": [\"no such word\"], \"colorLimit\": -1}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/error/details").asText())
        .contains("nouns lets nothing through", "colorLimit must be");
  }

  @Test
  void bodies_that_are_no_definitions_are_refused() {
    for (String body : List.of("", "[]", "null", "{\"nouns\"", "\"text\"")) {
      assertThat(post(PREVIEW, body).status()).as(body).isEqualTo(400);
      assertThat(post("/series/draft/check", body).status()).as(body).isEqualTo(400);
    }
    assertThat(server.send("POST", PREVIEW, "Content-Type", "text/plain").status()).isEqualTo(415);
  }

  @Test
  void a_check_counts_the_words_that_are_left() {
    JsonNode findings = check(BEARS);

    assertThat(findings.path("problems")).isEmpty();
    assertThat(findings.path("warnings")).isEmpty();
    assertThat(findings.path("words")).hasSize(13);
    assertThat(left(findings, "nouns")).isPositive().isLessThan(20);
    assertThat(left(findings, "colors")).isGreaterThan(100);
  }

  @Test
  void a_check_tells_each_problem_by_the_field_it_belongs_to() {
    JsonNode findings =
        check("{\"nouns\": [\"zebra\", \"girafe\"], \"colors\": [\"blu e\"], \"adverb\": []}");

    assertThat(findings.at("/warnings/0/field").asText()).isEqualTo("nouns");
    assertThat(findings.path("problems").toString())
        .contains("\"field\":\"colors\"", "lets nothing through", "did you mean adverbs?");
    JsonNode wrong = check("{\"nouns\": [\"\"], \"purpose\": 7}").path("problems");
    assertThat(wrong.findValuesAsText("field")).containsExactlyInAnyOrder("nouns", "purpose");
  }

  @Test
  void a_misspelt_word_is_answered_with_the_nearest() {
    assertThat(check("{\"nouns\": [\"zebra\", \"girafe\"]}").at("/warnings/0/message").asText())
        .contains("'girafe' (did you mean 'giraffe'?)");
  }

  @Test
  void filters_without_end_are_counted_and_not_applied() {
    String[] many = new String[501];
    Arrays.fill(many, "\"a\"");
    JsonNode findings = check("{\"nouns\": [" + String.join(",", many) + "]}");

    assertThat(findings.path("problems").toString()).contains("at most 500");
    assertThat(left(findings, "nouns")).isZero();
  }

  @Test
  void five_hundred_at_once_leave_liveness_alone_and_the_rest_is_told_to_wait() {
    List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String address = "0x" + "%040x".formatted(i * 7919L + 1);
      all.add(paint(address));
    }
    long began = System.nanoTime();
    assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    List<HttpResponse<byte[]>> answers = all.stream().map(CompletableFuture::join).toList();

    assertThat(took).isLessThan(Duration.ofSeconds(10));
    assertThat(answers)
        .extracting(HttpResponse::statusCode)
        .contains(200, 503)
        .containsOnly(200, 503);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 503)
        .allMatch(answer -> answer.headers().firstValue("Retry-After").orElse("").equals("1"));
    assertThat(post(PREVIEW, BEARS).status()).isEqualTo(200);
  }

  @Test
  void clients_that_go_give_their_places_to_others() {
    List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String address = "0x" + "%040x".formatted(i * 104729L + 3);
      all.add(paint(address));
    }
    Waiting.until(() -> all.stream().anyMatch(CompletableFuture::isDone));
    all.forEach(request -> request.cancel(true));

    assertThat(post(PREVIEW, BEARS).status()).isEqualTo(200);
  }
}
