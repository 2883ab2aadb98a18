package dev.dalleserver.dress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.PictureFacts.AnnotatedFile;
import dev.dalleserver.dress.PictureFacts.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stored dresses and answers keep the bytes that they always had. */
class DressBytesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  private static final Path GOLDEN = Path.of("src", "test", "resources", "dress", "dresses.jsonl");

  private static List<DalleDress> dresses() {
    DalleDress fresh = Words.bundled().dress("simple", ADDRESS);
    DalleDress enhanced = fresh.withEnhancedPrompt("a better \"prompt\" — with 1 line\nand 2");
    DalleDress painted =
        enhanced.withPicture(
            "output/simple/generated/" + ADDRESS + ".png",
            new Origin("openai", "a-model", "req_1", "https://pictures.example/1", "url", 55));
    DalleDress annotated =
        painted.withAnnotated(
            new AnnotatedFile(
                "output/simple/annotated/" + ADDRESS + ".png", 99, 77, 1024, 1200, "#abcdef"));
    Map<String, Long> millis = new LinkedHashMap<>();
    millis.put("setup", 3L);
    millis.put("base_prompts", 1L);
    millis.put("annotate", 250L);
    DalleDress timed = annotated.withPhaseMillis(millis);
    return List.of(
        fresh, enhanced, painted, annotated, timed, timed.asCacheHit(), timed.unfinished());
  }

  @Test
  void each_dress_is_written_with_the_same_bytes_as_ever() throws IOException {
    StringBuilder written = new StringBuilder();
    for (DalleDress dress : dresses()) {
      written.append(JSON.writerFor(DalleDress.class).writeValueAsString(dress)).append('\n');
    }
    assertThat(written.toString()).isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
  }

  @Test
  void what_was_read_is_written_again_as_it_was_also_when_it_was_edited() throws IOException {
    for (String line : Files.readAllLines(GOLDEN, StandardCharsets.UTF_8)) {
      assertThat(rewritten(line)).isEqualTo(line);
      ObjectNode edited = (ObjectNode) JSON.readTree(line);
      edited.putArray("seedChunks").add("edited");
      edited.putArray("selectedTokens").add("by").add("hand");
      edited.putArray("selectedRecords").add("other, words");
      edited.put("ipfsHash", "Qm").put("colorLimit", 7);
      edited.put("cacheHit", true).put("completed", false).put("createdAt", 1);
      assertThat(rewritten(edited.toString())).isEqualTo(edited.toString());
    }
  }

  @Test
  void what_an_earlier_version_did_not_write_is_added_as_ever() throws IOException {
    String line = Files.readAllLines(GOLDEN, StandardCharsets.UTF_8).get(0);
    ObjectNode shorter = (ObjectNode) JSON.readTree(line);
    shorter.remove(
        List.of(
            "imageUrl",
            "downloadMode",
            "ipfsHash",
            "provider",
            "model",
            "providerRequestId",
            "width",
            "height",
            "color",
            "createdAt",
            "phaseMillis"));
    assertThat(rewritten(shorter.put("unknown", 1).toString())).isEqualTo(line);
  }

  private static String rewritten(String json) throws IOException {
    return JSON.writeValueAsString(JSON.readValue(json, DalleDress.class));
  }
}
