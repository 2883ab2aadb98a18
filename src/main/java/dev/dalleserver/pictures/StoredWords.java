package dev.dalleserver.pictures;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressReader;
import dev.dalleserver.dress.Prompts;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored words of a picture, and the facts stored with them, while one thread works on it.
 *
 * <p>Where the store {@linkplain ArtifactStore#keepsOthersOut() keeps others out}, each file is
 * read once, and what is written is known from then on. Elsewhere another program may write the
 * files at any time, so they are read whenever they are asked for.
 */
final class StoredWords {
  private static final Logger LOG = LoggerFactory.getLogger(StoredWords.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<ArtifactKind> TEXTS =
      List.of(
          ArtifactKind.DATA,
          ArtifactKind.TITLE,
          ArtifactKind.TERSE,
          ArtifactKind.PROMPT,
          ArtifactKind.ENHANCED);

  private final ArtifactStore store;
  private final PictureKey key;
  private final Clock clock;

  /** What is known of the dress: its bytes, empty when it is not stored; null when unknown. */
  private @Nullable Optional<byte[]> dress;

  /** The texts that are stored; null when unknown. */
  private @Nullable Map<ArtifactKind, String> texts;

  StoredWords(ArtifactStore store, PictureKey key, Clock clock) {
    this.store = store;
    this.key = key;
    this.clock = clock;
  }

  /** Reads all files again when they are asked for: another run may have written them. */
  void forget() {
    dress = null;
    texts = null;
  }

  /**
   * Loads the dress as far as it was made, in whatever form it is stored: what its file lacks comes
   * from the text files beside it, and what these lack from the plan.
   *
   * @param plan the words as they would be drawn today
   * @return empty when no word is stored
   */
  Optional<DalleDress> load(Supplier<DalleDress> plan) throws IOException {
    Optional<DressReader> stored = readDress();
    if (stored.isPresent()) {
      return Optional.of(stored.get().read(plan.get(), this::readText));
    }
    Map<ArtifactKind, String> found = readTexts();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            DressReader.ofNothing().read(plan.get(), kind -> Optional.ofNullable(found.get(kind))));
  }

  /** Returns true when a dress is stored that has all words, so that none is to be filled in. */
  boolean hasAllWords() throws IOException {
    return readDress().filter(DressReader::hasAllWords).isPresent();
  }

  private Optional<DressReader> readDress() throws IOException {
    Optional<byte[]> file = dress;
    if (file == null) {
      file = store.read(id(ArtifactKind.SELECTOR));
      dress = store.keepsOthersOut() ? file : null;
    }
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Optional<DressReader> reader = DressReader.parse(file.get());
    if (reader.isEmpty()) {
      LOG.warn("archive picture={} event=unreadable_dress", key);
    }
    return reader;
  }

  private Map<ArtifactKind, String> readTexts() throws IOException {
    Map<ArtifactKind, String> known = texts;
    if (known != null) {
      return known;
    }
    Map<ArtifactId, String> found = store.readTexts(TEXTS.stream().map(this::id).toList());
    Map<ArtifactKind, String> stored = new EnumMap<>(ArtifactKind.class);
    for (ArtifactKind kind : TEXTS) {
      String text = found.getOrDefault(id(kind), "");
      if (!text.isBlank()) {
        stored.put(kind, text);
      }
    }
    texts = store.keepsOthersOut() ? stored : null;
    return stored;
  }

  private Optional<String> readText(ArtifactKind kind) throws IOException {
    return texts == null
        ? store.readText(id(kind)).filter(text -> !text.isBlank())
        : Optional.ofNullable(texts.get(kind));
  }

  private void writeText(ArtifactKind kind, DalleDress words) throws IOException {
    String text = text(words, kind);
    store.writeText(id(kind), text);
    if (texts != null && !text.isBlank()) {
      texts.put(kind, text);
    }
  }

  private void writeDress(Object content) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(content);
    dress = null;
    store.write(id(ArtifactKind.SELECTOR), bytes);
    dress = store.keepsOthersOut() ? Optional.of(bytes) : null;
  }

  private ArtifactId id(ArtifactKind kind) {
    return ArtifactId.of(key, kind);
  }

  /** Stores the words of a run that starts from nothing. */
  void saveAll(DalleDress words) throws IOException {
    texts = null;
    for (ArtifactKind kind : TEXTS) {
      if (kind != ArtifactKind.ENHANCED) {
        writeText(kind, words);
      }
    }
    writeDress(words);
  }

  /** Stores those words that no file has; what is stored stays as it is. */
  void fill(DalleDress words) throws IOException {
    Map<ArtifactKind, String> stored = readTexts();
    for (ArtifactKind kind : TEXTS) {
      if (kind != ArtifactKind.ENHANCED && !stored.containsKey(kind)) {
        writeText(kind, words);
      }
    }
    saveDress(words, true);
  }

  private static String text(DalleDress words, ArtifactKind kind) {
    Prompts prompts = words.words().prompts();
    return switch (kind) {
      case DATA -> prompts.data();
      case TITLE -> prompts.title();
      case TERSE -> prompts.terse();
      case PROMPT -> prompts.base();
      case ENHANCED -> prompts.enhanced();
      default -> throw new IllegalArgumentException("not a text: " + kind);
    };
  }

  void saveEnhanced(DalleDress words) throws IOException {
    writeText(ArtifactKind.ENHANCED, words);
    saveDress(words, true);
  }

  /** Deletes the enhanced prompt of an earlier run, when a new one starts from nothing. */
  void deleteEnhanced() throws IOException {
    store.delete(id(ArtifactKind.ENHANCED));
    texts = null;
  }

  /**
   * Stores the facts of a picture. The words in a stored dress are never written again, whichever
   * program wrote them: only facts are added to it. A dress that another program wrote is not
   * touched at all as long as the picture beside it is the one that it was made for; one that
   * cannot be read is set aside before another takes its place.
   *
   * @param changed whether the run has made a prompt or a picture, so that the stored facts are
   *     those of something else
   */
  void saveDress(DalleDress words, boolean changed) throws IOException {
    Optional<DressReader> stored = readDress();
    if (stored.isPresent()) {
      if (changed || stored.get().isOfThisServer()) {
        writeDress(stored.get().withFacts(words));
      }
      return;
    }
    Optional<StoredArtifact> unreadable = findUnreadable();
    if (unreadable.isPresent() && !changed) {
      return;
    }
    if (unreadable.isPresent() && unreadable.get().size() > 0) {
      LOG.warn(
          "archive event=unreadable_dress file={} moved_to={}",
          id(ArtifactKind.SELECTOR).path(),
          store.setAside(unreadable.get(), clock.millis()).orElse("nowhere: it is gone"));
    }
    writeDress(words);
  }

  private Optional<StoredArtifact> findUnreadable() throws IOException {
    boolean none = dress != null && dress.isEmpty();
    return none ? Optional.empty() : store.find(id(ArtifactKind.SELECTOR));
  }
}
