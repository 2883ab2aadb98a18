package dev.dalleserver.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.painting.image.PngText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server on a data directory as the original leaves it, in both forms. */
class OriginalDirectoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final MockWebServer provider = new MockWebServer();

  @AfterEach
  void close() {
    provider.close();
  }

  /** A picture whose generated file is stored. */
  private record Picture(String series, String address, String spelled) {
    String path() {
      return "/" + series + "/" + address;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v6.4.5", "main"})
  void every_stored_word_is_told_and_nothing_is_paid_or_written_again(String form)
      throws Exception {
    JsonNode told = Original.build(folder, form);
    Map<String, String> before = Original.contents(folder.resolve("output"));
    provider.start();
    try (TestServer server = TestServer.in(folder).remote(provider.url("/v1").toString()).start()) {
      for (Picture picture : pictures(told)) {
        JsonNode stored = stored(picture);
        assertTold(stored, server.get("/dalle" + picture.path() + "?generate=1").json());

        server.get("/dalle" + picture.path() + "?remove");
        JsonNode last =
            server.client().pollUntilDone("/dalle" + picture.path() + "?generate").json();

        assertThat(last.path("error").asText()).isEmpty();
        assertTold(stored, server.get("/dalle" + picture.path() + "?generate=1").json());
        assertListed(server, picture, stored);
        assertCaptioned(server, picture, stored);
      }
    }
    assertThat(provider.getRequestCount()).isZero();
    Map<String, String> after = Original.contents(folder.resolve("output"));
    before.keySet().removeIf(path -> path.contains("/annotated/"));
    assertThat(after).containsAllEntriesOf(before);
  }

  private static void assertTold(JsonNode stored, JsonNode snapshot) {
    JsonNode dress = snapshot.path("dalleDress");
    for (String member :
        List.of("prompt", "dataPrompt", "titlePrompt", "tersePrompt", "enhancedPrompt", "seed")) {
      assertThat(dress.path(member)).as(member).isEqualTo(stored.path(member));
    }
    for (String member : List.of("attributes", "seedChunks", "selectedTokens", "selectedRecords")) {
      assertThat(dress.path(member)).as(member).isEqualTo(stored.path(member));
    }
    assertThat(dress.path("fileName")).isEqualTo(dress.path("original"));
  }

  private static void assertListed(TestServer server, Picture picture, JsonNode stored) {
    String title = stored.path("titlePrompt").asText().strip();
    JsonNode one = server.get("/images" + picture.path()).json().path("data");
    assertThat(one.path("title").asText()).isEqualTo(title);
    assertThat(one.path("dalleDress").path("attributes")).isEqualTo(stored.path("attributes"));
    Waiting.untilAsserted(
        () -> {
          JsonNode list =
              server.get("/images?limit=200&series=" + picture.series()).json().at("/data/images");
          assertThat(list.findValuesAsText("title")).contains(title);
          assertThat(list.findValuesAsText("address")).contains(picture.address());
        });
  }

  private static void assertCaptioned(TestServer server, Picture picture, JsonNode stored)
      throws Exception {
    Map<String, String> texts = PngText.read(server.get("/dalle" + picture.path()).body());
    assertThat(texts).containsEntry("Title", stored.path("titlePrompt").asText());
    assertThat(texts).containsEntry("Description", stored.path("enhancedPrompt").asText());
    assertThat(JSON.readTree(texts.get("dalleDress")).path("tersePrompt"))
        .isEqualTo(stored.path("tersePrompt"));
  }

  private JsonNode stored(Picture picture) throws Exception {
    Path file =
        folder.resolve("output/" + picture.series() + "/selector/" + picture.spelled() + ".json");
    return JSON.readTree(Files.readAllBytes(file));
  }

  private static List<Picture> pictures(JsonNode told) {
    List<Picture> pictures = new ArrayList<>();
    told.path("whole").forEach(each -> pictures.add(of("empty", each.asText())));
    pictures.add(of("empty", told.path("spoken").asText()));
    pictures.add(of("empty", told.path("paid, then killed").asText()));
    pictures.add(of("style-noir", told.path("noir").asText()));
    pictures.add(of("my_series", told.path("series with an underscore").asText()));
    String mixed = told.path("mixed case on disk").asText();
    pictures.add(new Picture("empty", mixed, "0x" + mixed.substring(2).toUpperCase(Locale.ROOT)));
    return pictures;
  }

  private static Picture of(String series, String address) {
    return new Picture(series, address, address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v6.4.5", "main"})
  void draws_what_the_originals_arithmetic_gives(String form) throws Exception {
    JsonNode told = Original.build(folder, form);
    assertThat(told.path("form").asText()).isEqualTo(form);
    JsonNode expected =
        Original.run(
            """
            import json
            w = m.records('%s')
            s = m.os.path.join(m.HERE, '%s', 'databases', 'artstyles.csv')
            lines = [l.rstrip('\\r\\n') for l in list(open(s, encoding='utf8', errors='replace'))]
            if 'sensitive' in lines[0].split(','):
                at = lines[0].split(',').index('sensitive')
                w['artstyles'] = [l.split(',', 1)[1] for l in lines[1:] if l.strip() and not l.split(',')[at].strip()]
            print(json.dumps({m.address(n): m.dress(w, '%s', m.address(n), 'empty')['attributes'] for n in range(1000, 1200)}))
            """
                .formatted(form, form, form)
                .replace("\n            ", "\n"));
    assertThat(expected).hasSize(200);
    Draws draws = Draws.of(folder);
    for (Map.Entry<String, JsonNode> each : expected.properties()) {
      assertThat(draws.attributes(each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
    }
    assertThat(draws.skipped()).isEmpty();
  }
}
