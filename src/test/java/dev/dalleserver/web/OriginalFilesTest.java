package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ForeignPictures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Go original has stored beside a picture is shown with it. */
class OriginalFilesTest {
  private static final String ADDRESS = TestServer.ADDRESS;
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path dataDir;
  private ForeignPictures others;
  private TestServer server;

  @BeforeEach
  void start() {
    others = new ForeignPictures(dataDir);
    others.put("simple", ADDRESS, NOON);
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode details() {
    return server.get("/images/simple/" + ADDRESS).json().path("data");
  }

  private void put(String kind, String name, String content) {
    others.put("simple", kind, name, content.getBytes(StandardCharsets.UTF_8), NOON);
  }

  @Test
  void the_technical_text_the_audio_and_the_metadata_are_named() {
    put("technical", ADDRESS + ".txt", "Technical notes.");
    put("audio", ADDRESS + ".mp3", "ID3");
    put("metadata", ADDRESS + ".json", "{}");

    assertThat(details().path("technical").asText()).isEqualTo("Technical notes.");
    String audio = details().path("audioUrl").asText();
    assertThat(audio).isEqualTo("/files/simple/audio/" + ADDRESS + ".mp3");
    assertThat(server.get(audio).header("Content-Type")).startsWith("audio/mpeg");
    assertThat(details().path("files").findValuesAsText("name"))
        .contains("technical.txt", "audio.mp3", "metadata.json");
  }

  @Test
  void a_picture_without_them_says_so_with_nothing() {
    assertThat(details().path("technical").asText("none")).isEmpty();
    assertThat(details().path("audioUrl").asText("none")).isEmpty();
  }

  @Test
  void a_file_that_spells_the_address_in_capitals_is_found() {
    put("technical", "0x" + ADDRESS.substring(2).toUpperCase(Locale.ROOT) + ".txt", "In capitals.");
    assertThat(details().path("technical").asText()).isEqualTo("In capitals.");
  }

  @Test
  void files_of_a_removed_series_stay_hidden() {
    others.put("gone.deleted", ADDRESS, NOON);
    assertThat(server.get("/files/gone.deleted/annotated/" + ADDRESS + ".png").status())
        .isEqualTo(404);
    assertThat(server.get("/images").text()).doesNotContain("gone");
  }
}
