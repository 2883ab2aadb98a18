package dev.dalleserver.spending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.pricing.Money;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSpendingLedgerTest extends SpendingLedgerContract {
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
  protected SpendingLedger open(int limit, Money budget, Clock clock) throws Exception {
    return new LocalSpendingLedger(store, clock, limit, budget);
  }

  @Override
  protected SpendingLedger openBeside(SpendingLedger first, int limit, Money budget) {
    // The data directory belongs to one process.
    return first;
  }

  @Override
  protected void refuseToStore() throws Exception {
    Files.deleteIfExists(file());
    Files.createDirectory(file());
  }

  @Override
  protected boolean intentsOutliveTheProcess() {
    return false;
  }

  private Path file() {
    return dataDir.resolve("metrics/image_budget.json");
  }

  @Test
  void the_file_holds_the_day_and_the_count() throws Exception {
    take(open(3));
    assertThat(file()).hasContent("{\"day\":\"2026-03-01\",\"images\":1}");
  }

  @Test
  void money_is_written_exactly_and_files_without_it_are_read() throws Exception {
    Files.writeString(file(), "{\"day\":\"2026-03-01\",\"images\":2}");
    SpendingLedger ledger = open(0, Money.parse("9").orElseThrow(), time.clock());
    assertThat(ledger.used()).isEqualTo(2);
    assertThat(ledger.spent()).isEqualTo(Money.ZERO);
    ledger.begin("a", Money.parse("0.000000000001").orElseThrow());
    assertThat(file())
        .hasContent("{\"day\":\"2026-03-01\",\"images\":3,\"spent\":\"0.000000000001\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"day\":\"2026-03-01\",\"images\":-1}",
        "{\"day\":\"today\",\"images\":1}",
        "{\"images\":1}",
        "{\"day\":\"2026-03-01\",\"images\":1,\"spent\":\"-1\"}",
        "{\"day\":\"2026-03-01\",\"images\":1,\"spent\":\"much\"}",
        "{\"day\":\"2026-03-01\",\"images\":1} {}"
      })
  void a_damaged_file_is_set_aside(String text) throws Exception {
    Files.writeString(file(), text);
    assertThat(open(1).used()).isZero();
    assertThat(file()).doesNotExist();
    assertThat(file().getParent()).isDirectoryContaining("glob:**.corrupt-*");
  }
}
