package dev.dalleserver.web.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The words of a picture for nothing. */
@Timeout(60)
class DressHandlerTest {
  private static final String DRESS = "/dalle/simple/" + TestServer.ADDRESS + "/dress";

  @TempDir private Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void they_are_told_without_storing_or_painting_anything() {
    JsonNode dress = server.get(DRESS).json().at("/data");
    assertThat(dress.at("/titlePrompt").asText()).isEqualTo("Vividly Adorable Katydid");
    assertThat(dress.at("/prompt").asText()).contains("katydid");
    assertThat(dress.at("/attributes")).hasSize(16);
    assertThat(dress.at("/completed").asBoolean()).isFalse();
    assertThat(dress.at("/generatedPath").asText()).isEmpty();
    assertThat(server.painter().calls()).isZero();
    assertThat(Files.exists(dataDir.resolve("output/simple"))).isFalse();
  }

  @Test
  void they_are_those_of_today_also_when_others_are_stored() throws Exception {
    server.make("simple");
    Path stored = dataDir.resolve("output/simple/title/" + TestServer.ADDRESS + ".txt");
    Files.writeString(stored, "Another Title");
    JsonNode dress = server.get(DRESS).json().at("/data");
    assertThat(dress.at("/titlePrompt").asText()).isEqualTo("Vividly Adorable Katydid");
    assertThat(dress.at("/completed").asBoolean()).isFalse();
  }

  @Test
  void a_back_style_is_taken_and_what_does_not_exist_is_refused() {
    String style = "a softly graded backdrop of two quiet tones";
    assertThat(server.get(DRESS + "?backstyle=" + style.replace(" ", "%20")).status())
        .isEqualTo(200);
    assertThat(server.get(DRESS + "?backstyle=nothing").errorCode()).isEqualTo("INVALID_REQUEST");
    assertThat(server.get(DRESS.replace("simple", "nope")).errorCode()).isEqualTo("INVALID_SERIES");
    assertThat(server.get("/dalle/simple/0x1/dress").errorCode()).isEqualTo("INVALID_ADDRESS");
  }
}
