package dev.dalleserver.progress;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which the statistics survive a restart: {@code metrics/progress_phase_stats.json}.
 */
final class StatisticsFile {
  private static final Logger LOG = LoggerFactory.getLogger(StatisticsFile.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final FileStore store;
  private final Path path;
  private final Clock clock;

  StatisticsFile(FileStore store, Clock clock) {
    this.store = store;
    this.path = store.layout().metrics().resolve("progress_phase_stats.json");
    this.clock = clock;
  }

  /**
   * Loads the stored statistics; empty when there are none, or when the file was damaged and has
   * been set aside.
   */
  Optional<StatisticsContents> load() throws IOException {
    Optional<byte[]> bytes = store.read(path);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Optional<StatisticsContents> contents = parse(bytes.get());
    if (contents.isEmpty()) {
      Path aside = store.renameCorrupt(path, clock.millis());
      LOG.warn("statistics event=damaged set_aside={}", store.layout().relative(aside));
    }
    return contents;
  }

  void save(StatisticsContents contents) throws IOException {
    store.write(path, JSON.writeValueAsBytes(contents));
  }

  void delete() throws IOException {
    store.delete(path);
  }

  static Optional<StatisticsContents> parse(byte[] bytes) {
    try {
      return Optional.ofNullable(JSON.readValue(bytes, StatisticsContents.class))
          .filter(StatisticsContents::isValid);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
