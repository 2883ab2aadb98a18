package dev.dalleserver.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ForeignPictures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dresses in odd forms beside whole pictures: what they hold is told, and they stay as they are.
 */
class StoredDressTest {
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  @TempDir private Path folder;
  private final MockWebServer provider = new MockWebServer();

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void what_is_stated_as_text_is_told_as_text() throws Exception {
    String seed = "0".repeat(60) + "ABCD";
    JsonNode dress =
        told("{\"titlePrompt\": \"T\", \"colorLimit\": \"five-tone\", \"seed\": \"" + seed + "\"}");

    assertThat(dress.path("colorLimit").asText()).isEqualTo("five-tone");
    assertThat(dress.path("seed").asText()).isEqualTo(seed);
  }

  @Test
  void comments_and_bytes_that_are_not_utf_8_are_read() throws Exception {
    JsonNode dress = told("{ // mine\n\"titlePrompt\": \"Caf\u00e9\"}");

    assertThat(dress.path("titlePrompt").asText()).isEqualTo("Caf\ufffd");
  }

  @Test
  void one_that_cannot_be_read_stays_as_long_as_its_picture_is_stored() throws Exception {
    Files.createDirectories(folder.resolve("output/simple/title"));
    Files.writeString(folder.resolve("output/simple/title/" + ADDRESS + ".txt"), "From a File");

    JsonNode dress = told("{\"titlePrompt\": \"cut");

    assertThat(dress.path("titlePrompt").asText()).isEqualTo("From a File");
  }

  /** Tells of a stored dress, after its caption was made again; the file keeps its bytes. */
  private JsonNode told(String json) throws Exception {
    ForeignPictures others = new ForeignPictures(folder);
    for (String kind : new String[] {"generated", "annotated"}) {
      others.put("simple", kind, ADDRESS + ".png", ForeignPictures.png(), java.time.Instant.EPOCH);
    }
    Path selector = folder.resolve("output/simple/selector/" + ADDRESS + ".json");
    byte[] bytes = json.getBytes(StandardCharsets.ISO_8859_1);
    Files.createDirectories(selector.getParent());
    Files.write(selector, bytes);
    provider.start();
    try (TestServer server = TestServer.in(folder).remote(provider.url("/v1").toString()).start()) {
      server.get("/dalle/simple/" + ADDRESS + "?remove");
      JsonNode last =
          server.client().pollUntilDone("/dalle/simple/" + ADDRESS + "?generate").json();
      assertThat(last.path("error").asText()).isEmpty();
      assertThat(provider.getRequestCount()).isZero();
      assertThat(Files.readAllBytes(selector)).isEqualTo(bytes);
      JsonNode image = server.get("/images/simple/" + ADDRESS).json().path("data");
      assertThat(image.path("title")).isEqualTo(last.path("dalleDress").path("titlePrompt"));
      return last.path("dalleDress");
    }
  }
}
