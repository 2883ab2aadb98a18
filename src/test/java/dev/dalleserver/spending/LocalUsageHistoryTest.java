package dev.dalleserver.spending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalUsageHistoryTest extends UsageHistoryContract {
  @TempDir Path dataDir;
  private DataDirectory directory;
  private FileStore store;

  @BeforeEach
  void openStore() throws Exception {
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  @Override
  protected UsageHistory open(Clock clock) throws Exception {
    return new LocalUsageHistory(store, clock);
  }

  private Path file() {
    return dataDir.resolve("metrics/usage_days.json");
  }

  @Test
  void nothing_is_written_before_the_first_expense() throws Exception {
    assertThat(open(time.clock()).days()).isEmpty();
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "{}",
        "{\"days\":[null]}",
        "{\"days\":[{\"day\":\"2026-03-01\"}]}",
        "{\"days\":[{\"day\":\"2026-03-01\",\"expenses\":{\"calls\":[]},\"series\":{\"a\":\"x\"}}]}"
      })
  void a_damaged_file_is_set_aside(String text) throws Exception {
    Files.writeString(file(), text);
    assertThat(open(time.clock()).days()).isEmpty();
    assertThat(file()).doesNotExist();
    assertThat(file().getParent()).isDirectoryContaining("glob:**.corrupt-*");
    assertThat(LocalUsageHistory.canParse(text.getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void what_it_stores_can_be_parsed() throws Exception {
    open(time.clock()).record("simple", expense("a", "1"));
    assertThat(LocalUsageHistory.canParse(Files.readAllBytes(file()))).isTrue();
  }

  @Test
  void what_cannot_be_stored_is_still_told() throws Exception {
    Files.createDirectories(file().resolve("in-the-way"));
    UsageHistory history = new LocalUsageHistory(store, time.clock());
    history.record("simple", expense("a", "1"));
    assertThat(history.days()).hasSize(1);
  }
}
