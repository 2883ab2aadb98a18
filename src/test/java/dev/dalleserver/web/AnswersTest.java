package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every answer, and the small resources. */
class AnswersTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String FILE = "/files/simple/annotated/" + TestServer.ADDRESS + ".png";

  @TempDir static Path dataDir;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(dataDir);
    server.make("simple");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Nested
  class RequestIds {
    @Test
    void one_is_made_and_stands_in_header_and_body() {
      TestResponse response = server.get("/series");
      assertThat(response.header("X-Request-ID")).matches("[0-9a-f]{8}");
      assertThat(response.json().path("request_id").asText())
          .isEqualTo(response.header("X-Request-ID"));
    }

    @Test
    void a_callers_own_is_kept_when_it_is_fit_for_a_log() {
      assertThat(server.get("/series", "X-Request-ID", "my-id_1.2").header("X-Request-ID"))
          .isEqualTo("my-id_1.2");
      assertThat(server.get("/series", "X-Request-ID", "a b").header("X-Request-ID"))
          .matches("[0-9a-f]{8}");
      assertThat(server.get("/series", "X-Request-ID", "x".repeat(65)).header("X-Request-ID"))
          .matches("[0-9a-f]{8}");
    }

    @Test
    void errors_bear_it_twice() {
      TestResponse response = server.get("/nowhere", "X-Request-ID", "seven");
      assertThat(response.json().path("request_id").asText()).isEqualTo("seven");
      assertThat(response.json().path("error").path("request_id").asText()).isEqualTo("seven");
    }
  }

  @Nested
  class Errors {
    @Test
    void an_unknown_path_is_404_in_the_contracts_form() {
      TestResponse response = server.get("/nowhere");
      assertThat(response.status()).isEqualTo(404);
      JsonNode body = response.json();
      assertThat(body.path("success").asBoolean(true)).isFalse();
      List<String> names = new ArrayList<>();
      body.path("error").fieldNames().forEachRemaining(names::add);
      assertThat(names).containsExactly("code", "message", "details", "timestamp", "request_id");
      assertThat(body.path("error").path("timestamp").asLong())
          .isCloseTo(Instant.now().getEpochSecond(), Offset.offset(5L));
    }

    @Test
    void a_wrong_method_is_405_with_allow() {
      TestResponse response = server.send("DELETE", "/series");
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).contains("GET", "HEAD");
    }

    @Test
    void what_jetty_refuses_has_the_same_form() {
      TestResponse response = RawHttp.exchange(server.port(), "GET / HTTP/1.1\r\n\r\n");
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
      assertThat(response.header("Content-Type")).isEqualTo("application/json");
      assertThat(response.text()).doesNotContain("jetty", "Exception");
    }

    @Test
    void json_is_never_stored_by_caches() {
      assertThat(server.get("/series").header("Cache-Control")).isEqualTo("no-store");
      assertThat(server.get("/nowhere").header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Nested
  class Root {
    @Test
    void a_browser_is_sent_to_the_gallery() {
      TestResponse response = server.get("/", "Accept", "text/html,application/xhtml+xml");
      assertThat(response.status()).isEqualTo(302);
      assertThat(response.header("Location")).isEqualTo("/preview");
    }

    @Test
    void a_program_gets_the_list_of_endpoints() {
      TestResponse response = server.get("/");
      assertThat(response.header("Content-Type")).startsWith("text/plain");
      assertThat(response.text()).contains("/dalle/{series}/{address}", "/series", "/health");
      List<String> lines = response.text().lines().filter(line -> line.contains(" /")).toList();
      int column = lines.get(0).indexOf(" /");
      assertThat(lines).hasSizeGreaterThan(20).allMatch(line -> line.indexOf(" /") == column);
      int words = lines.get(0).indexOf("a picture; ");
      assertThat(lines).allMatch(line -> line.substring(words - 2).matches("  \\S.*"));
    }
  }

  @Nested
  class SeriesList {
    @Test
    void names_come_sorted_and_counted() {
      JsonNode data = server.get("/series").json().path("data");
      List<String> names = new ArrayList<>();
      data.path("series").forEach(name -> names.add(name.asText()));
      assertThat(names).contains("simple", "empty").isSorted().hasSizeGreaterThanOrEqualTo(10);
      assertThat(data.path("count").asInt()).isEqualTo(names.size());
    }

    @Test
    void details_hold_whole_definitions() {
      JsonNode first =
          server.get("/series?details=series").json().path("data").path("series").get(0);
      List<String> names = new ArrayList<>();
      first.fieldNames().forEachRemaining(names::add);
      assertThat(names)
          .contains(
              "suffix",
              "purpose",
              "source",
              "adverbs",
              "adjectives",
              "nouns",
              "emotions",
              "occupations",
              "actions",
              "artstyles",
              "litstyles",
              "colors",
              "viewpoints",
              "gazes",
              "backstyles",
              "compositions",
              "colorLimit",
              "version",
              "modifiedAt");
      assertThat(first.path("source").asText()).isEqualTo("builtin");
      assertThat(first.path("modifiedAt").asText()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void other_details_are_400() {
      assertThat(server.get("/series?details=all").errorCode()).isEqualTo("INVALID_REQUEST");
    }
  }

  @Nested
  class Liveness {
    @Test
    void says_alive_in_the_envelope() {
      JsonNode body = server.get("/health?check=liveness").json();
      assertThat(body.path("success").asBoolean()).isTrue();
      assertThat(body.path("data").path("status").asText()).isEqualTo("alive");
      assertThat(body.path("data").path("uptimeSeconds").isIntegralNumber()).isTrue();
    }
  }

  @Nested
  class StoredFiles {
    private byte[] stored() throws Exception {
      return Files.readAllBytes(
          dataDir.resolve("output/simple/annotated/" + TestServer.ADDRESS + ".png"));
    }

    @Test
    void a_stored_file_is_answered_with_its_type_and_validators() throws Exception {
      TestResponse response = server.get(FILE);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(stored());
      assertThat(response.header("Content-Type")).isEqualTo("image/png");
      assertThat(response.header("ETag")).matches("\"[^\"]+\"");
      assertThat(response.header("Last-Modified")).isNotEmpty();
      assertThat(response.header("Accept-Ranges")).isEqualTo("bytes");
      assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void prompts_and_the_dress_are_there_too() {
      String base = "/files/simple/";
      assertThat(server.get(base + "prompt/" + TestServer.ADDRESS + ".txt").text())
          .startsWith("Paint ");
      assertThat(
              server
                  .get(base + "selector/" + TestServer.ADDRESS + ".json")
                  .json()
                  .path("original")
                  .asText())
          .isEqualTo(TestServer.ADDRESS);
    }

    @Test
    void head_answers_the_same_headers_and_no_body() throws Exception {
      TestResponse response = server.send("HEAD", FILE);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Length")).isEqualTo("" + stored().length);
      assertThat(response.body()).isEmpty();
      assertThat(server.send("HEAD", PICTURE).header("Content-Type")).isEqualTo("image/png");
    }

    @Test
    void what_a_caller_has_already_is_304() {
      TestResponse first = server.get(FILE);
      String etag = first.header("ETag");
      assertThat(server.get(FILE, "If-None-Match", etag).status()).isEqualTo(304);
      assertThat(server.get(FILE, "If-None-Match", "\"other\", " + etag).status()).isEqualTo(304);
      assertThat(server.get(FILE, "If-None-Match", "\"other\"").status()).isEqualTo(200);
      assertThat(server.get(FILE, "If-Modified-Since", first.header("Last-Modified")).status())
          .isEqualTo(304);
      assertThat(server.get(PICTURE, "If-None-Match", etag).status()).isEqualTo(304);
      assertThat(server.get(FILE, "If-None-Match", etag).header("X-Request-ID")).isNotEmpty();
      assertThat(server.get(FILE, "If-None-Match", etag).headers().firstValue("Content-Type"))
          .as("a cache keeps that of the picture")
          .isEmpty();
    }

    @Test
    void a_weak_tag_is_enough_to_have_it_but_not_to_change_it() {
      String etag = server.get(FILE).header("ETag");
      assertThat(server.get(FILE, "If-None-Match", "W/" + etag).status()).isEqualTo(304);
      assertThat(server.get(FILE, "If-None-Match", "\"x\" , W/" + etag).status()).isEqualTo(304);
      assertThat(server.get(FILE, "If-None-Match", "W/\"other\"").status()).isEqualTo(200);
      assertThat(server.get(FILE, "If-Match", "W/" + etag).status()).isEqualTo(412);
      assertThat(server.get(FILE, "If-Match", "W/\"x\"," + etag).status()).isEqualTo(200);
      assertThat(server.get(FILE, "If-None-Match", "*").status()).isEqualTo(304);
      assertThat(server.get(FILE, "If-Match", "*").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"unclosed", "unquoted", ",", "W/", "\"a\"b\"", ""})
    void what_is_no_tag_matches_nothing(String text) {
      assertThat(server.get(FILE, "If-None-Match", text).status()).isEqualTo(200);
      assertThat(server.get(FILE, "If-Match", text).status()).isEqualTo(412);
      assertThat(server.get(FILE, "Range", "bytes=0-1", "If-Range", text).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Modified-Since", "If-Unmodified-Since"})
    void what_is_no_date_is_as_good_as_nothing(String header) throws Exception {
      for (String text : List.of("yesterday", "~!)", "99 Jan 2026 99:99:99 GMT", "", "-1")) {
        TestResponse response = server.get(FILE, header, text);
        assertThat(response.status()).as("%s: %s", header, text).isEqualTo(200);
        assertThat(response.body()).isEqualTo(stored());
      }
    }

    @Test
    void one_range_is_206() throws Exception {
      TestResponse response = server.get(FILE, "Range", "bytes=2-5");
      assertThat(response.status()).isEqualTo(206);
      assertThat(response.header("Content-Range")).isEqualTo("bytes 2-5/" + stored().length);
      assertThat(response.text()).isEqualTo(new String(stored(), 2, 4));
      assertThat(server.get(FILE, "Range", "bytes=-3").body()).hasSize(3);
    }

    @Test
    void several_ranges_are_answered_whole() throws Exception {
      TestResponse response = server.get(FILE, "Range", "bytes=0-1,3-4" + ",6-7".repeat(998));
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(stored());
    }

    @Test
    void if_range_decides_whether_the_range_still_fits() {
      String etag = server.get(FILE).header("ETag");
      assertThat(server.get(FILE, "Range", "bytes=0-1", "If-Range", etag).status()).isEqualTo(206);
      assertThat(server.get(FILE, "Range", "bytes=0-1", "If-Range", "\"old\"").status())
          .isEqualTo(200);
    }

    @Test
    void a_range_past_the_end_is_416_in_the_contracts_form() throws Exception {
      TestResponse response = server.get(FILE, "Range", "bytes=1000000-");
      assertThat(response.status()).isEqualTo(416);
      assertThat(response.header("Content-Range")).isEqualTo("bytes */" + stored().length);
      assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
      assertThat(server.get(FILE, "Range", "bytes=abc").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/files/",
          "/files/simple",
          "/files/simple/",
          "/files/simple/annotated",
          "/files/../pom.xml",
          "/files/%2e%2e/%2e%2e/etc/passwd",
          "/files/..%2f..%2fetc/passwd",
          "/files/simple/..;/x",
          "/files/simple/%00",
          "/files/simple/%0d%0aX: y",
          "/files/simple/%5c..%5c",
          "/files/simple/%252e%252e/x",
          "/files//etc/passwd",
          "/files/.tmp/x",
          "/files/simple/annotated/.hidden"
        })
    void nothing_else_is_ever_a_file(String path) {
      TestResponse response = RawHttp.get(server.port(), path.replace(" ", "%20"));
      assertThat(response.status()).as(path).isIn(400, 404);
      assertThat(response.json().path("success").asBoolean(true)).isFalse();
    }

    @Test
    void a_link_that_leads_out_of_the_data_directory_is_not_followed() throws Exception {
      Path secret = Files.writeString(Files.createTempFile("secret", ".txt"), "secret");
      Path link = dataDir.resolve("output/simple/annotated/planted.txt");
      Files.createSymbolicLink(link, secret);
      Files.createSymbolicLink(dataDir.resolve("output/planted"), secret.getParent());
      assertThat(server.get("/files/simple/annotated/planted.txt").status()).isEqualTo(404);
      assertThat(server.get("/files/planted/" + secret.getFileName()).status()).isEqualTo(404);
    }
  }
}
