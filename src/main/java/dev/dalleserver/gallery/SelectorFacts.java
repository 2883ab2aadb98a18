package dev.dalleserver.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.StoredJson;
import dev.dalleserver.storage.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private static final int GREY = 0x808080;

  private static final Logger LOG = LoggerFactory.getLogger(SelectorFacts.class);
  private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final int MAX_TITLE_LENGTH = 200;

  /**
   * Reads the facts of a picture; what its JSON lacks comes from the text files beside it, and what
   * these lack from the source.
   *
   * @param hasJson whether its JSON was found
   */
  static SelectorFacts read(
      ArtifactStore store, PictureKey key, boolean hasJson, WordsSource words) {
    JsonNode dress =
        hasJson
            ? json(store, ArtifactId.of(key, ArtifactKind.SELECTOR))
            : MissingNode.getInstance();
    TextSource source = new TextSource(store, key, dress);
    String title = source.text("titlePrompt", ArtifactKind.TITLE);
    List<String> texts = new ArrayList<>();
    texts.add(title);
    texts.addAll(records(dress));
    texts.add(source.text("enhancedPrompt", ArtifactKind.ENHANCED));
    texts.add(source.text("prompt", ArtifactKind.PROMPT));
    if (title.isBlank() || records(dress).isEmpty()) {
      Optional<WordsSource.Words> drawn = words.find(key);
      if (drawn.isPresent()) {
        title = title.isBlank() ? drawn.get().title() : title;
        texts.add(title);
        texts.addAll(drawn.get().texts());
      }
    }
    return new SelectorFacts(shorten(title), color(dress.path("color").asText("")), texts);
  }

  private static JsonNode json(ArtifactStore store, ArtifactId id) {
    try (InputStream in = store.open(id).stream()) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES ? MissingNode.getInstance() : StoredJson.read(bytes);
    } catch (IOException e) {
      LOG.debug("index event=unreadable_selector file={}", id.fileName(), e);
      return MissingNode.getInstance();
    }
  }

  /** Returns the records, which some files have only within the attributes. */
  private static List<String> records(JsonNode dress) {
    List<String> records = new ArrayList<>();
    dress.path("selectedRecords").forEach(record -> records.add(record.asText("")));
    dress.path("attributes").forEach(attribute -> records.add(attribute.path("value").asText("")));
    records.removeIf(String::isBlank);
    return records.stream().distinct().toList();
  }

  /** The texts of a picture: a member of its JSON, or else a file. */
  private record TextSource(ArtifactStore store, PictureKey key, JsonNode dress) {
    String text(String member, ArtifactKind kind) {
      String text = dress.path(member).asText("");
      if (!text.isBlank()) {
        return text;
      }
      try {
        return store.readText(ArtifactId.of(key, kind)).orElse("");
      } catch (IOException e) {
        LOG.debug("index event=unreadable_text picture={} kind={}", key, kind, e);
        return "";
      }
    }
  }

  private static String shorten(String title) {
    int end = Math.min(title.length(), MAX_TITLE_LENGTH);
    // Does not split a pair of surrogates.
    boolean splitsPair = end < title.length() && Character.isHighSurrogate(title.charAt(end - 1));
    return title.substring(0, splitsPair ? end - 1 : end).strip();
  }

  private static int color(String text) {
    return COLOR.matcher(text).matches() ? Integer.parseInt(text.substring(1), 16) : GREY;
  }
}
