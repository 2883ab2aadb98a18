package dev.dalleserver.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The facts that a picture's JSON adds to its pixels. Any program may have written the file: parts
 * that cannot be understood are left out.
 *
 * @param title a few words, or empty
 * @param rgb the dominant colour, grey when it is not given
 * @param texts what a search looks through
 */
record SelectorFacts(String title, int rgb, List<String> texts) {
  static final SelectorFacts UNKNOWN = new SelectorFacts("", 0x808080, List.of());

  private static final Logger LOG = LoggerFactory.getLogger(SelectorFacts.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_TITLE_LENGTH = 200;

  static SelectorFacts read(ArtifactStore store, ArtifactId id) {
    try (InputStream in = store.open(id).stream()) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES ? UNKNOWN : of(JSON.readTree(bytes));
    } catch (IOException e) {
      LOG.debug("index event=unreadable_selector file={}", id.fileName(), e);
      return UNKNOWN;
    }
  }

  private static SelectorFacts of(JsonNode dress) {
    String title = dress.path("titlePrompt").asText("");
    List<String> texts = new ArrayList<>();
    texts.add(title);
    dress.path("selectedRecords").forEach(record -> texts.add(record.asText("")));
    texts.add(dress.path("enhancedPrompt").asText(""));
    texts.add(dress.path("prompt").asText(""));
    return new SelectorFacts(shorten(title), color(dress.path("color").asText("")), texts);
  }

  private static String shorten(String title) {
    int end = Math.min(title.length(), MAX_TITLE_LENGTH);
    // Does not split a pair of surrogates.
    boolean splitsPair = end < title.length() && Character.isHighSurrogate(title.charAt(end - 1));
    return title.substring(0, splitsPair ? end - 1 : end).strip();
  }

  private static int color(String text) {
    return COLOR.matcher(text).matches() ? Integer.parseInt(text.substring(1), 16) : UNKNOWN.rgb;
  }
}
