package dev.dalleserver.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Waiting;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures whose words another program has stored, one fixture for each form of them. */
class StoredWordsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADDRESS = TestServer.ADDRESS;
  private static final String PATH = "/dalle/simple/" + ADDRESS;
  private static final String THREE =
      "{\"name\":\"backStyle\",\"value\":\"a wall, grey\",\"number\":\"7\",\"selector\":\"3\"},"
          + "{\"name\":\"noun\",\"value\":\"aardvark,mammalia\",\"database\":\"nouns\"},"
          + "{\"name\":\"mood\",\"value\":\"calm\"}";

  @TempDir private Path folder;
  private final AtomicInteger enhanced = new AtomicInteger();
  private TestServer server;

  @BeforeEach
  void prepare() throws IOException {
    put("simple/generated/" + ADDRESS + ".png", "paid for");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void start() {
    server =
        TestServer.in(folder)
            .enhancer(
                (dress, usage, cancellation) -> {
                  enhanced.incrementAndGet();
                  return "a new prompt";
                })
            .start();
  }

  private void put(String path, String content) throws IOException {
    Path file = folder.resolve("output").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>(Original.contents(folder.resolve("output")));
    contents.keySet().removeIf(path -> path.contains("/annotated/"));
    return contents;
  }

  private JsonNode dress(String path) {
    return server.get(path).json().path("dalleDress");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Any number and order of attributes, with missing members and texts for numbers.
        "{\"titlePrompt\":\"Theirs\",\"attributes\":[" + THREE + "]}",
        // Records in the place of digits, unknown members, no original name, a limit in words.
        "{\"titlePrompt\":\"Theirs\",\"attributes\":["
            + THREE
            + "],\"seedChunks\":[\"a, b\"],"
            + "\"extra\":{\"x\":[1]},\"originalName\":\"\",\"colorLimit\":\"five-tone\"}",
        // Nulls, members of other types, and trailing commas.
        "{\"titlePrompt\":\"Theirs\",\"attributes\":["
            + THREE
            + ",null,7,],\"seed\":null,"
            + "\"selectedTokens\":null,\"fileSize\":\"12\",\"phaseMillis\":[],\"cacheHit\":\"x\",}"
      })
  void a_dress_of_any_form_is_told_and_neither_paid_for_nor_written_again(String stored)
      throws Exception {
    put("simple/selector/" + ADDRESS + ".json", stored);
    put("simple/terse/" + ADDRESS + ".txt", "terse of the file");
    put("simple/annotated/" + ADDRESS + ".png", "old caption");
    Map<String, String> before = contents();
    start();

    JsonNode first = dress(PATH + "?generate=1");
    server.get(PATH + "?remove");
    JsonNode last = server.client().pollUntilDone(PATH + "?generate").json();

    assertThat(last.path("error").asText()).isEmpty();
    for (JsonNode dress : new JsonNode[] {first, last.path("dalleDress")}) {
      assertThat(dress.path("titlePrompt").asText()).isEqualTo("Theirs");
      assertThat(dress.path("tersePrompt").asText()).isEqualTo("terse of the file");
      assertThat(dress.path("attributes").findValuesAsText("name"))
          .containsExactly("backStyle", "noun", "mood");
      assertThat(dress.path("attributes").findValuesAsText("database"))
          .containsExactly("backstyles", "nouns", "");
      assertThat(dress.at("/attributes/0/number").asInt()).isEqualTo(7);
      assertThat(dress.path("prompt").asText()).contains("aardvark");
      assertThat(dress.path("enhancedPrompt").asText()).isEmpty();
      assertThat(dress.path("original").asText()).isEqualTo(ADDRESS);
      assertThat(dress.path("originalName").asText()).isEqualToIgnoringCase(ADDRESS);
      assertThat(dress.path("fileName").asText()).isEqualTo(ADDRESS);
      assertThat(dress.path("seed").asText()).hasSize(64);
      assertThat(dress.path("completed").asBoolean()).isTrue();
      assertThat(dress.path("colorLimit").asText())
          .isEqualTo(stored.contains("five-tone") ? "five-tone" : "0");
    }
    assertThat(server.get(PATH).text()).isEqualTo("paid for | Theirs");
    assertThat(server.painter().calls()).isZero();
    assertThat(enhanced).hasValue(0);
    assertThat(contents()).containsAllEntriesOf(before);
  }

  @Test
  void texts_without_a_dress_are_told_listed_and_painted_with() throws Exception {
    Files.delete(folder.resolve("output/simple/generated/" + ADDRESS + ".png"));
    for (String kind : new String[] {"data", "title", "terse", "prompt", "enhanced"}) {
      put("simple/" + kind + "/" + ADDRESS + ".txt", "their " + kind);
    }
    Map<String, String> before = contents();
    start();

    JsonNode dress = server.client().pollUntilDone(PATH + "?generate=1").json().path("dalleDress");

    assertThat(dress.path("prompt").asText()).isEqualTo("their prompt");
    assertThat(dress.path("dataPrompt").asText()).isEqualTo("their data");
    assertThat(dress.path("titlePrompt").asText()).isEqualTo("their title");
    assertThat(dress.path("tersePrompt").asText()).isEqualTo("their terse");
    assertThat(dress.path("enhancedPrompt").asText()).isEqualTo("their enhanced");
    assertThat(dress.path("attributes")).hasSize(16);
    assertThat(server.painter().calls()).isOne();
    assertThat(enhanced).hasValue(0);
    assertThat(contents()).containsAllEntriesOf(before);
    assertThat(JSON.readTree(folder.resolve(selector()).toFile()).path("titlePrompt").asText())
        .isEqualTo("their title");
  }

  private static String selector() {
    return "output/simple/selector/" + ADDRESS + ".json";
  }

  @Test
  void force_alone_makes_new_words() throws Exception {
    put("simple/selector/" + ADDRESS + ".json", "{\"titlePrompt\":\"Theirs\"}");
    start();

    JsonNode dress =
        server.client().pollUntilDone(PATH + "?generate=1&force=1").json().path("dalleDress");

    assertThat(dress.path("titlePrompt").asText()).isNotEqualTo("Theirs").isNotEmpty();
    assertThat(server.painter().calls()).isOne();
  }

  @Test
  void files_spelled_in_another_mixture_of_cases_belong_to_the_picture() throws Exception {
    String upper = "0x" + ADDRESS.substring(2).toUpperCase(Locale.ROOT);
    Files.delete(folder.resolve("output/simple/generated/" + ADDRESS + ".png"));
    Files.createDirectories(folder.resolve("series"));
    Files.writeString(folder.resolve("series/My_Series.json"), "{\"nouns\":null}");
    put("My_Series/generated/" + upper + ".png", "paid for");
    put("My_Series/annotated/" + upper + ".png", "old caption");
    put("My_Series/selector/" + upper + ".json", "{\"titlePrompt\":\"Theirs\"}");
    Map<String, String> before = contents();
    start();
    String path = "/dalle/my_series/" + ADDRESS;

    assertThat(server.get(path).text()).isEqualTo("old caption");
    assertThat(
            dress("/dalle/MY_SERIES/0X" + upper.substring(2) + "?generate")
                .path("titlePrompt")
                .asText())
        .isEqualTo("Theirs");
    assertThat(server.get(path + "?remove").json().at("/data/removed").asBoolean()).isTrue();
    assertThat(server.get(path).status()).isEqualTo(404);
    server.client().pollUntilDone(path + "?generate");
    assertThat(server.get(path).text()).isEqualTo("paid for | Theirs");
    assertThat(server.painter().calls()).isZero();
    assertThat(contents()).containsAllEntriesOf(before);
  }

  @Test
  void a_picture_that_has_only_a_title_beside_it_is_listed_with_it() throws Exception {
    put("simple/title/" + ADDRESS + ".txt", "Of The File");
    byte[] png = pixel();
    Path annotated = folder.resolve("output/simple/annotated/" + ADDRESS + ".png");
    Files.createDirectories(annotated.getParent());
    Files.write(annotated, png);
    start();

    Waiting.untilAsserted(
        () ->
            assertThat(server.get("/images").json().at("/data/images").findValuesAsText("title"))
                .containsExactly("Of The File"));
    assertThat(
            server
                .get("/images/simple/" + ADDRESS)
                .json()
                .at("/data/dalleDress/titlePrompt")
                .asText())
        .isEqualTo("Of The File");
  }

  private static byte[] pixel() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  @Test
  void an_empty_parameter_starts_nothing_and_a_bare_one_does() throws Exception {
    start();
    assertThat(server.get(PATH + "?generate=").status()).isEqualTo(404);
    assertThat(server.get(PATH + "?x=1&generate&y").status()).isEqualTo(200);
  }

  @Test
  void their_speech_is_audio() throws Exception {
    put("simple/audio/" + ADDRESS + ".mp3", "ID3");
    start();
    assertThat(server.get("/files/simple/audio/" + ADDRESS + ".mp3").header("Content-Type"))
        .isEqualTo("audio/mpeg");
  }

  @Test
  void odd_files_stop_no_start_and_the_health_names_them() throws Exception {
    Files.createDirectories(folder.resolve("series/folder.json"));
    Files.writeString(folder.resolve("series/broken.json"), "{\"nouns\":");
    Files.writeString(folder.resolve("series/___.json"), "{}");
    Files.writeString(folder.resolve("series/.hidden.json"), "{");
    Files.writeString(folder.resolve("series/Thumbs.db"), "x");
    Files.writeString(folder.resolve("series/good.json"), "{}");
    Files.createDirectories(folder.resolve("databases"));
    Files.writeString(folder.resolve("databases/nouns.csv"), "");
    start();

    JsonNode filesystem = server.get("/health").json().at("/data/components/filesystem");

    assertThat(filesystem.path("status").asText()).isEqualTo("degraded");
    assertThat(filesystem.at("/details/skippedFiles").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            "databases/nouns.csv", "series/broken.json", "series/folder.json", "series/___.json");
    assertThat(filesystem.path("message").asText()).contains("series/broken.json");
    assertThat(server.get("/series/good").status()).isEqualTo(200);
    assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);
  }
}
