package dev.dalleserver.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;

/**
 * A JSON file in {@code metrics/} from which the next process continues. Not synchronized: the
 * owner decides which state is stored last.
 *
 * @param <T> what is stored
 */
public final class StateFile<T> {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final FileStore store;
  private final Path path;
  private final Form<T> form;
  private final Clock clock;

  /**
   * What the file must hold. Members that a later version adds are ignored.
   *
   * @param isValid whether a server can continue from it
   */
  public record Form<T>(Class<T> type, Predicate<T> isValid) {
    /** Parses the bytes of a file; empty when they have another form. */
    public Optional<T> parse(byte[] bytes) {
      try {
        return Optional.ofNullable(JSON.readValue(bytes, type)).filter(isValid);
      } catch (IOException | RuntimeException damaged) {
        return Optional.empty();
      }
    }

    /** Returns the bytes of a file with these contents. */
    public byte[] bytes(T contents) {
      try {
        return JSON.writeValueAsBytes(contents);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("what is stored is made of texts and numbers", e);
      }
    }
  }

  /**
   * @param fileName in {@code metrics/}
   */
  public StateFile(FileStore store, String fileName, Form<T> form, Clock clock) {
    this.store = store;
    this.path = store.layout().metrics().resolve(fileName);
    this.form = form;
    this.clock = clock;
  }

  /**
   * Loads what is stored; empty when there is nothing, or when it was damaged and has been renamed.
   *
   * @param log gets a warning about a damaged file
   * @param subject begins the warning
   * @throws IOException when the file cannot be read or renamed
   */
  public Optional<T> load(Logger log, String subject) throws IOException {
    Optional<byte[]> bytes = store.read(path);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> state = form.parse(bytes.get());
    if (state.isEmpty()) {
      Path aside = store.renameCorrupt(path, clock.millis());
      log.warn("{} event=damaged set_aside={}", subject, store.layout().relative(aside));
    }
    return state;
  }

  /** Replaces what is stored, durably. */
  public void save(T state) throws IOException {
    store.write(path, form.bytes(state));
  }

  /** Removes the file. */
  public void delete() throws IOException {
    store.delete(path);
  }
}
