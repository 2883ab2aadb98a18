package dev.dalleserver.progress;

import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.StateFile;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which the statistics survive a restart: {@code metrics/progress_phase_stats.json}.
 */
final class StatisticsFile {
  private static final Logger LOG = LoggerFactory.getLogger(StatisticsFile.class);
  private static final StateFile.Form<StatisticsContents> FORM =
      new StateFile.Form<>(StatisticsContents.class, StatisticsContents::isValid);

  private final StateFile<StatisticsContents> file;

  StatisticsFile(FileStore store, Clock clock) {
    this.file = new StateFile<>(store, "progress_phase_stats.json", FORM, clock);
  }

  /**
   * Loads the stored statistics; empty when there are none, or when the file was damaged and has
   * been renamed.
   */
  Optional<StatisticsContents> load() throws IOException {
    return file.load(LOG, "statistics");
  }

  void save(StatisticsContents contents) throws IOException {
    file.save(contents);
  }

  void delete() throws IOException {
    file.delete();
  }

  static Optional<StatisticsContents> parse(byte[] bytes) {
    return FORM.parse(bytes);
  }

  static byte[] bytes(StatisticsContents contents) {
    return FORM.bytes(contents);
  }
}
