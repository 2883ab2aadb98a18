package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.pictures.PictureProviders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesHandlerTest {
  private static final String ADDRESS = TestServer.ADDRESS;
  private static final String METADATA = "/images/simple/" + ADDRESS;
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @TempDir private Path dataDir;
  private TestServer server;
  private ForeignPictures others;

  @BeforeEach
  void start() {
    PictureProviders cards =
        new PictureProviders(Optional.empty(), Optional.empty(), new CountingAnnotator());
    server = TestServer.in(dataDir).providers(cards).start();
    others = new ForeignPictures(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode data(String path) {
    TestResponse response = server.get(path);
    assertThat(response.status()).as(response.text()).isEqualTo(200);
    assertThat(response.json().path("success").asBoolean()).isTrue();
    assertThat(response.json().path("request_id").asText()).isNotEmpty();
    return response.json().path("data");
  }

  @Nested
  class APictureJustMade {
    @BeforeEach
    void make() {
      server.make("simple");
    }

    @Test
    void is_listed_with_all_that_the_contract_names() throws Exception {
      JsonNode data = data("/images");
      JsonNode image = data.path("images").path(0);
      Path file = dataDir.resolve("output/simple/annotated/" + ADDRESS + ".png");

      assertThat(data.path("count").asInt()).isEqualTo(1);
      assertThat(data.path("nextCursor").asText("?")).isEmpty();
      assertThat(List.copyOf(new ObjectMapper().convertValue(image, Map.class).keySet()))
          .isEqualTo(
              List.of(
                  "series",
                  "address",
                  "checksumAddress",
                  "title",
                  "createdAt",
                  "modifiedAt",
                  "width",
                  "height",
                  "bytes",
                  "color",
                  "url",
                  "fileUrl",
                  "thumbnailUrl",
                  "metadataUrl",
                  "hidden"));
      assertThat(image.path("series").asText()).isEqualTo("simple");
      assertThat(image.path("address").asText()).isEqualTo(ADDRESS);
      assertThat(image.path("checksumAddress").asText())
          .isEqualTo("0xf503017D7baF7FBC0fff7492b751025c6A78179b");
      assertThat(image.path("title").asText())
          .isEqualTo(Files.readString(dataDir.resolve("output/simple/title/" + ADDRESS + ".txt")));
      assertThat(image.path("bytes").asLong()).isEqualTo(Files.size(file));
      assertThat(Instant.parse(image.path("modifiedAt").asText()).toEpochMilli())
          .isEqualTo(Files.getLastModifiedTime(file).toMillis());
      assertThat(image.path("color").asText()).matches("#[0-9a-f]{6}");
      assertThat(image.path("width").asInt()).isPositive();
    }

    @Test
    void is_linked_to_what_there_is() {
      JsonNode image = data("/images").path("images").path(0);

      assertThat(server.get(image.path("url").asText()).header("Content-Type"))
          .isEqualTo("image/png");
      assertThat(server.get(image.path("fileUrl").asText()).body())
          .isEqualTo(server.get(image.path("url").asText()).body());
      assertThat(server.get(image.path("thumbnailUrl").asText()).header("Content-Type"))
          .isEqualTo("image/jpeg");
      assertThat(data(image.path("metadataUrl").asText()).path("title"))
          .isEqualTo(image.path("title"));
    }

    @Test
    void tells_how_it_came_about() {
      JsonNode details = data(METADATA);

      assertThat(details.path("dalleDress").path("attributes")).hasSize(16);
      assertThat(details.path("dalleDress").path("completed").asBoolean()).isTrue();
      assertThat(details.path("phases").findValuesAsText("name"))
          .containsExactly(
              "setup",
              "base_prompts",
              "enhance_prompt",
              "image_prep",
              "image_wait",
              "image_download",
              "annotate");
      assertThat(details.path("phases").path(4).path("skipped").asBoolean()).isTrue();
      assertThat(details.path("phases").path(6).path("skipped").asBoolean()).isFalse();
      assertThat(details.path("phases").path(6).path("durationMs").asLong()).isPositive();
    }

    @Test
    void names_its_files_with_their_sizes() throws Exception {
      List<String> kinds = new ArrayList<>();
      for (JsonNode file : data(METADATA).path("files")) {
        byte[] body = server.get(file.path("url").asText()).body();
        assertThat(body).hasSize(file.path("bytes").asInt());
        kinds.add(file.path("name").asText().replaceAll("\\..*", ""));
      }
      assertThat(kinds)
          .containsExactly(
              "data", "title", "terse", "prompt", "annotated", "selector", "thumbnail");
    }

    @Test
    void keeps_its_times_out_of_the_picture() throws Exception {
      String png =
          Files.readString(
              dataDir.resolve("output/simple/annotated/" + ADDRESS + ".png"),
              StandardCharsets.ISO_8859_1);
      String json =
          Files.readString(dataDir.resolve("output/simple/selector/" + ADDRESS + ".json"));

      assertThat(png).contains("\"phaseMillis\":{}");
      assertThat(json).containsPattern("\"phaseMillis\":\\{\"setup\":\\d+.*\"annotate\":\\d+\\}");
    }

    @Test
    void is_gone_from_the_list_with_the_answer_that_says_so() {
      server.get("/dalle/simple/" + ADDRESS + "?remove=1");

      assertThat(data("/images").path("count").asInt()).isZero();
      assertThat(server.get(METADATA).errorCode()).isEqualTo("NOT_FOUND");
    }

    @Test
    void is_found_by_its_words_and_its_address_in_any_case() {
      String title = data(METADATA).path("title").asText();
      String word = title.substring(title.lastIndexOf(' ') + 1);

      assertThat(data("/images?q=" + word.toUpperCase()).path("count").asInt()).isEqualTo(1);
      assertThat(data("/images?q=0xF503017D").path("count").asInt()).isEqualTo(1);
      assertThat(data("/images?series=simple&q=" + word).path("count").asInt()).isEqualTo(1);
      assertThat(data("/images?series=empty&q=" + word).path("count").asInt()).isZero();
      assertThat(data("/images?q=qqzz").path("images")).isEmpty();
    }
  }

  @Nested
  class PicturesOfOthers {
    @Test
    void appear_newest_first_a_page_at_a_time() {
      for (int i = 0; i < 5; i++) {
        others.put("simple", ForeignPictures.address(i), NOON.plusSeconds(i));
      }
      Waiting.untilAsserted(() -> assertThat(data("/images").path("count").asInt()).isEqualTo(5));

      List<String> seen = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = data("/images?limit=2&cursor=" + cursor);
        assertThat(page.path("count").asInt()).isEqualTo(5);
        seen.addAll(page.path("images").findValuesAsText("address"));
        cursor = page.path("nextCursor").asText();
      } while (!cursor.isEmpty());
      assertThat(seen)
          .containsExactly(
              ForeignPictures.address(4),
              ForeignPictures.address(3),
              ForeignPictures.address(2),
              ForeignPictures.address(1),
              ForeignPictures.address(0));
    }

    @Test
    void are_known_one_by_one_even_before_they_are_listed() {
      others.put("simple", ADDRESS, NOON);

      JsonNode details = data(METADATA);

      // No word is stored with it: the words are those that its address draws today.
      assertThat(details.at("/dalleDress/original").asText()).isEqualTo(ADDRESS);
      assertThat(details.at("/dalleDress/titlePrompt").asText()).isNotEmpty();
      assertThat(details.path("phases")).isEmpty();
      assertThat(details.path("color").asText()).isEqualTo("#808080");
      assertThat(details.path("createdAt").asText()).isEqualTo("2026-01-02T12:00:00Z");
    }

    @Test
    void stay_when_their_series_is_not_defined() {
      others.put("forgotten", ADDRESS, NOON);
      Waiting.untilAsserted(() -> assertThat(data("/images").path("count").asInt()).isEqualTo(1));

      assertThat(data("/images?series=forgotten").path("count").asInt()).isEqualTo(1);
      assertThat(data("/images/forgotten/" + ADDRESS).path("width").asInt()).isEqualTo(16);
    }

    @Test
    void are_there_after_a_restart() {
      others.put("simple", ADDRESS, NOON);
      server.close();
      server = TestServer.start(dataDir);

      Waiting.untilAsserted(() -> assertThat(data("/images").path("count").asInt()).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/images?limit=0, INVALID_REQUEST",
    "/images?limit=201, INVALID_REQUEST",
    "/images?limit=-1, INVALID_REQUEST",
    "/images?limit=ten, INVALID_REQUEST",
    "/images?limit=99999999999, INVALID_REQUEST",
    "/images?cursor=nonsense, INVALID_REQUEST",
    "/images?series=nowhere, INVALID_SERIES",
    "/images?series=.., INVALID_SERIES",
    "/images/nowhere/0xf503017d7baf7fbc0fff7492b751025c6a78179b, INVALID_SERIES",
    "/images/simple/0x12, INVALID_ADDRESS",
    "/images/simple/, MISSING_PARAMETER",
    "/images/simple, MISSING_PARAMETER",
    "/thumbnails/simple/0x12, INVALID_ADDRESS",
    "/thumbnails/nowhere/0xf503017d7baf7fbc0fff7492b751025c6a78179b, INVALID_SERIES",
    "/thumbnails/simple, MISSING_PARAMETER",
    "/thumbnails, MISSING_PARAMETER"
  })
  void what_is_malformed_is_refused(String path, String code) {
    TestResponse response = server.get(path);

    assertThat(response.errorCode()).isEqualTo(code);
    assertThat(response.status()).isEqualTo(400);
  }

  @Test
  void a_search_longer_than_anybody_types_is_refused() {
    assertThat(server.get("/images?q=" + "x".repeat(201)).errorCode()).isEqualTo("INVALID_REQUEST");
    assertThat(server.get("/images?q=" + "x".repeat(200)).status()).isEqualTo(200);
  }

  @Test
  void what_is_not_there_is_not_found() {
    assertThat(server.get(METADATA).status()).isEqualTo(404);
    assertThat(server.get("/images/a/b/c").status()).isEqualTo(404);
    assertThat(server.send("DELETE", METADATA).header("Allow")).isEqualTo("GET, HEAD");
  }
}
