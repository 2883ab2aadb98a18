package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Series as people who write clients meet them. */
@Timeout(120)
class SeriesHandlerTest {
  private static final String BEARS =
      "{\"purpose\": \"Only bears.\", \"nouns\": [\"bear,mammal\"], \"colorLimit\": 2}";
  private static final String PICTURE = "/dalle/bears/" + TestServer.ADDRESS;

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestResponse put(String path, String body, String... headers) {
    return server.sendJson("PUT", path, body, headers);
  }

  private Path file(String name) {
    return dataDir.resolve("series").resolve(name + ".json");
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    server.get("/series").json().path("data").path("series").forEach(n -> names.add(n.asText()));
    return names;
  }

  /** What the attribute noun was drawn from and what it became. */
  private JsonNode noun(TestResponse snapshot) {
    for (JsonNode attribute : snapshot.json().path("dalleDress").path("attributes")) {
      if (attribute.path("name").asText().equals("noun")) {
        return attribute;
      }
    }
    throw new AssertionError("no noun in " + snapshot.text());
  }

  private static String details(TestResponse response) {
    return response.json().path("error").path("details").asText();
  }

  @Test
  void filters_without_end_are_refused_before_they_are_applied() {
    String many = String.join(",", Collections.nCopies(501, "\"bear\""));
    TestResponse refused =
        put(
            "/series/bears",
            "{\"nouns\": [" + many + "], \"colors\": [\"" + "x".repeat(201) + "\"]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(details(refused))
        .isEqualTo(
            "nouns has 501 filters; at most 500 are taken;"
                + " colors has a filter of more than 200 characters");
    assertThat(file("bears")).doesNotExist();
  }

  @Nested
  class WhenOneIsAskedFor {
    @Test
    void it_is_answered_whole() {
      TestResponse response = server.get("/series/simple");
      JsonNode series = response.json().path("data");
      assertThat(response.status()).isEqualTo(200);
      assertThat(series.path("suffix").asText()).isEqualTo("simple");
      assertThat(series.path("source").asText()).isEqualTo("builtin");
      assertThat(series.path("emotions").toString()).isEqualTo("[\",positive,\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such", "Sim.ple", "..%2fsimple", "generations", "a_b"})
    void one_that_cannot_be_is_400(String name) {
      for (String method : List.of("GET", "DELETE")) {
        TestResponse response = server.send(method, "/series/" + name);
        assertThat(response.status()).isEqualTo(400);
      }
    }
  }

  @Nested
  class WhenOneIsWritten {
    @Test
    void it_is_stored_listed_and_answered() throws IOException {
      TestResponse created = put("/series/bears", BEARS);
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      assertThat(created.header("Location")).isEqualTo("/series/bears");
      assertThat(created.json().path("data").path("source").asText()).isEqualTo("user");
      assertThat(created.json().path("data").path("colorLimit").asInt()).isEqualTo(2);
      assertThat(server.get("/series/bears").json().path("data"))
          .isEqualTo(created.json().path("data"));
      assertThat(names()).contains("bears").isSorted();
      JsonNode stored = new ObjectMapper().readTree(file("bears").toFile());
      assertThat(stored.path("nouns").toString()).isEqualTo("[\"bear,mammal\"]");
      assertThat(stored.path("suffix").asText()).isEqualTo("bears");
    }

    @Test
    void a_thousand_are_enough_until_one_is_removed() throws IOException {
      server.close();
      for (int i = 0; i < 1000; i++) {
        Files.writeString(file("mine-" + i), "{}");
      }
      server = TestServer.start(dataDir);

      TestResponse refused = put("/series/bears", BEARS);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.errorCode()).isEqualTo("CONFLICT");
      assertThat(details(refused)).contains("DELETE /series/{name}");
      assertThat(file("bears")).doesNotExist();
      assertThat(put("/series/mine-7", BEARS).status()).isEqualTo(200);

      server.send("DELETE", "/series/mine-8");
      assertThat(put("/series/bears", BEARS).status()).isEqualTo(201);
    }

    @Test
    void the_next_run_draws_by_it_and_after_a_change_by_the_new_one() {
      put("/series/bears", BEARS);
      assertThat(noun(server.make("bears")).path("value").asText()).endsWith("bear,mammal");
      TestResponse replaced = put("/series/bears", "{\"nouns\": [\",bird\"]}");
      assertThat(replaced.status()).isEqualTo(200);
      assertThat(replaced.header("Location")).isEmpty();
      String other = "/dalle/bears/0x" + "1".repeat(40) + "?generate=1";
      assertThat(noun(server.client().pollUntilDone(other)).path("value").asText())
          .endsWith(",bird");
    }

    /** A reader of the file gets the old one or the new one, never half of each. */
    @Test
    void a_new_file_takes_the_place_of_the_old_one_in_one_step() throws IOException {
      put("/series/bears", BEARS);
      byte[] before = Files.readAllBytes(file("bears"));
      Path old = Files.createLink(dataDir.resolve("old"), file("bears"));

      put("/series/bears", "{\"nouns\": [\",bird\"]}");

      assertThat(old).hasBinaryContent(before);
      assertThat(file("bears")).content().contains(",bird");
    }

    @Test
    void it_is_there_after_a_restart() {
      JsonNode before = put("/series/bears", BEARS).json().path("data");
      server.close();
      server = TestServer.start(dataDir);
      assertThat(server.get("/series/bears").json().path("data")).isEqualTo(before);
    }

    @Test
    void an_answer_can_be_changed_and_sent_back() {
      put("/series/bears", BEARS);
      ObjectNode series = (ObjectNode) server.get("/series/bears").json().path("data");
      series.put("purpose", "Bears and owls.").putArray("nouns").add("bear,mammal").add("owl,");
      TestResponse response = put("/series/bears", series.toString());
      assertThat(response.status()).as(response.text()).isEqualTo(200);
      assertThat(response.json().path("data").path("purpose").asText())
          .isEqualTo("Bears and owls.");
    }

    @Test
    void all_problems_are_told_at_once_and_nothing_is_stored() {
      TestResponse refused =
          put(
              "/series/bears",
              "{\"nouns\": [\"no such beast\"], \"colours\": [\"red\"], \"colorLimit\": \"2\","
                  + " \"adverbs\": \"softly\", \"purpose\": 7, \"suffix\": \"wolves\"}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.errorCode()).isEqualTo("INVALID_REQUEST");
      assertThat(details(refused))
          .contains("nouns lets nothing through", "colours", "colorLimit", "adverbs", "purpose")
          .contains("suffix must be \"bears\"");
      assertThat(file("bears")).doesNotExist();
      assertThat(names()).doesNotContain("bears");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"nouns\": null}",
          "{\"nouns\": {}}",
          "{\"nouns\": [1]}",
          "{\"nouns\": [\"\"]}",
          "{\"nouns\": [[\"bear\"]]}",
          "{\"nouns\": [\"bear\", \"\\ud800\"]}",
          "{\"colorLimit\": -1}",
          "{\"colorLimit\": 1.5}",
          "{\"colorLimit\": 99999999999}",
          "{\"purpose\": \"\\ud800\"}",
          "{\"version\": []}",
          "{\"source\": 1}",
          "{\"x\": 1}",
          "{\"nouns\": [], \"nouns\": []}",
          "{} {}",
          "[]",
          "nonsense",
          ""
        })
    void what_is_not_understood_is_400(String body) {
      TestResponse refused = put("/series/bears", body);
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(refused.errorCode()).isEqualTo("INVALID_REQUEST");
      assertThat(file("bears")).doesNotExist();
    }

    @Test
    void a_thousand_problems_are_not_all_told() {
      StringBuilder body = new StringBuilder("{\"a\": 1");
      for (int i = 0; i < 1000; i++) {
        body.append(",\"a").append(i).append("\": 1");
      }
      assertThat(details(put("/series/bears", body.append('}').toString())))
          .hasSizeLessThan(4000)
          .endsWith("971 more");
    }

    @ParameterizedTest
    @CsvSource({"text/plain, 415", "application/json; charset=utf-8, 201"})
    void the_body_must_be_json(String type, int status) {
      TestResponse response =
          server.send(
              HttpRequest.newBuilder(server.client().uri("/series/bears"))
                  .header("Content-Type", type)
                  .PUT(BodyPublishers.ofString(BEARS)));
      assertThat(response.status()).isEqualTo(status);
    }

    @Test
    void a_body_that_is_too_large_is_413() {
      TestResponse refused = put("/series/bears", "{\"purpose\": \"" + "a".repeat(70_000) + "\"}");
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.errorCode()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @Test
    void one_that_cannot_be_stored_is_500_and_is_not_there() throws IOException {
      // A folder where the file should go: nothing can be renamed onto it.
      Files.createDirectories(file("bears").resolve("x"));
      TestResponse refused = put("/series/bears", BEARS);
      assertThat(refused.status()).isEqualTo(500);
      assertThat(refused.errorCode()).isEqualTo("FILE_SYSTEM_ERROR");
      assertThat(refused.text()).doesNotContain(dataDir.toString());
      assertThat(names()).doesNotContain("bears");
    }
  }

  @Nested
  class WhenAFileIsPutIntoTheFolder {
    @Test
    void it_is_in_use_without_a_restart_and_gone_with_its_file() throws IOException {
      Files.writeString(file("bears"), BEARS);
      Waiting.until(() -> names().contains("bears"));
      assertThat(noun(server.make("bears")).path("value").asText()).endsWith("bear,mammal");

      Files.delete(file("bears"));
      Waiting.until(() -> !names().contains("bears"));
    }
  }

  @Nested
  class WhenItIsBuiltIn {
    @Test
    void it_is_neither_written_nor_removed() throws IOException {
      Files.writeString(file("simple"), "{\"nouns\": [\"bear\"]}");
      server.close();
      server = TestServer.start(dataDir);
      // Replaced by a file, and still not to be changed from outside.
      assertThat(server.get("/series/simple").json().path("data").path("source").asText())
          .isEqualTo("user");
      for (String name : List.of("simple", "empty")) {
        assertThat(put("/series/" + name, "{}").status()).isEqualTo(403);
        assertThat(server.send("DELETE", "/series/" + name).errorCode()).isEqualTo("FORBIDDEN");
      }
      assertThat(file("simple")).hasContent("{\"nouns\": [\"bear\"]}");
    }
  }

  @Nested
  class WhenOneIsRemoved {
    /** Only what is really a picture is in the list of pictures. */
    @BeforeEach
    void paintForReal() {
      server.close();
      server = TestServer.in(dataDir).offline().start();
    }

    @Test
    void it_is_gone_and_its_pictures_stay() {
      put("/series/bears", BEARS);
      server.make("bears");
      byte[] picture = server.get(PICTURE).body();

      TestResponse removed = server.send("DELETE", "/series/bears");
      assertThat(removed.status()).isEqualTo(200);
      assertThat(removed.json().path("data").toString())
          .isEqualTo("{\"removed\":true,\"path\":\"series/bears.json\"}");
      assertThat(file("bears")).doesNotExist();
      assertThat(names()).doesNotContain("bears");
      assertThat(server.get("/series/bears").errorCode()).isEqualTo("INVALID_SERIES");
      assertThat(server.send("DELETE", "/series/bears").errorCode()).isEqualTo("INVALID_SERIES");

      assertThat(server.get(PICTURE).body()).isEqualTo(picture);
      assertThat(server.get("/images?series=bears").json().path("data").path("count").asInt())
          .isEqualTo(1);
      assertThat(server.get("/images/bears/" + TestServer.ADDRESS).status()).isEqualTo(200);
    }

    @Test
    void nothing_more_is_made_of_it() {
      put("/series/bears", BEARS);
      server.make("bears");
      server.send("DELETE", "/series/bears");
      String other = "/dalle/bears/0x" + "2".repeat(40);
      assertThat(server.get(other).errorCode()).isEqualTo("INVALID_SERIES");
      assertThat(server.get(other + "?generate=1").errorCode()).isEqualTo("INVALID_SERIES");
      assertThat(server.send("POST", PICTURE + "?force=1").errorCode()).isEqualTo("INVALID_SERIES");
      assertThat(server.get(PICTURE + "?remove=1").json().path("data").path("removed").asBoolean())
          .isTrue();
    }

    @Test
    void a_run_under_way_goes_on_and_can_be_followed_and_cancelled() {
      server.close();
      server = TestServer.start(dataDir);
      put("/series/bears", BEARS);
      server.painter().hold();
      server.get(PICTURE + "?generate=1");
      // One that has not drawn its words yet cannot do without the series.
      Waiting.until(() -> server.painter().calls() == 1);
      server.send("DELETE", "/series/bears");
      assertThat(server.get(PICTURE).json().path("done").asBoolean()).isFalse();
      TestResponse cancelled = server.send("DELETE", PICTURE);
      assertThat(cancelled.json().path("cancelled").asBoolean()).as(cancelled.text()).isTrue();
    }
  }

  @Nested
  class WhoMay {
    @Test
    void another_sites_page_may_not() {
      put("/series/bears", BEARS);
      assertThat(put("/series/bears", "{}", "Sec-Fetch-Site", "cross-site").errorCode())
          .isEqualTo("FORBIDDEN");
      assertThat(server.send("DELETE", "/series/bears", "Sec-Fetch-Site", "same-site").status())
          .isEqualTo(403);
      assertThat(server.send("DELETE", "/series/bears", "Origin", "https://evil.example").status())
          .isEqualTo(403);
      assertThat(server.get("/series/bears").status()).isEqualTo(200);
    }

    @Test
    void a_token_is_asked_for_where_there_is_one(@TempDir Path secrets) throws IOException {
      Path tokens = Files.writeString(secrets.resolve("tokens"), "0123456789abcdef0123\n");
      Files.setPosixFilePermissions(
          tokens, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
      server.close();
      server = TestServer.in(dataDir).with("--api-token-file", tokens.toString()).start();
      assertThat(put("/series/bears", BEARS).errorCode()).isEqualTo("UNAUTHORIZED");
      assertThat(server.send("DELETE", "/series/simple").errorCode()).isEqualTo("UNAUTHORIZED");
      String[] token = {"Authorization", "Bearer 0123456789abcdef0123"};
      assertThat(put("/series/bears", BEARS, token).status()).isEqualTo(201);
      assertThat(server.get("/series/bears").status()).isEqualTo(200);
    }
  }
}
