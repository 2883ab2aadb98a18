package dev.dalleserver.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageBudgetTest {
  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private DataDirectory directory;
  private FileStore store;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private ImageBudget budget(int limit) throws Exception {
    return budget(limit, time.clock());
  }

  private ImageBudget budget(int limit, Clock wall) throws Exception {
    return new ImageBudget(store, wall, limit);
  }

  private Path file() {
    return dataDir.resolve("metrics/image_budget.json");
  }

  @Test
  void as_many_are_given_as_the_limit_says() throws Exception {
    ImageBudget budget = budget(2);
    budget.take();
    assertThat(budget.isExhausted()).isFalse();
    budget.take();
    assertThat(budget.isExhausted()).isTrue();
    assertThat(budget.used()).isEqualTo(2);
    assertThatThrownBy(budget::take)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED));
  }

  @Test
  void without_a_limit_they_are_only_counted() throws Exception {
    ImageBudget budget = budget(0);
    for (int i = 0; i < 5; i++) {
      budget.take();
    }
    assertThat(budget.isExhausted()).isFalse();
    assertThat(budget.used()).isEqualTo(5);
  }

  @Test
  void what_was_counted_is_on_disk_before_anything_is_asked() throws Exception {
    budget(3).take();
    assertThat(budget(3).used()).isEqualTo(1);
  }

  @Test
  void midnight_utc_brings_new_ones() throws Exception {
    ImageBudget budget = budget(1);
    budget.take();
    assertThat(budget.untilReset()).isEqualTo(Duration.ofHours(12));
    time.pass(Duration.ofHours(12).minusNanos(1));
    assertThat(budget.isExhausted()).isTrue();
    time.pass(Duration.ofNanos(1));
    assertThat(budget.isExhausted()).isFalse();
    assertThat(budget.used()).isZero();
    budget.take();
    assertThat(budget(1).isExhausted()).isTrue();
  }

  @Test
  void what_was_not_asked_for_in_the_end_is_given_back_on_disk_too() throws Exception {
    ImageBudget budget = budget(2);
    LocalDate day = budget.take();
    budget.take();
    budget.refund(day);
    assertThat(budget.used()).isEqualTo(1);
    assertThat(budget(2).used()).isEqualTo(1);
  }

  @Test
  void what_was_taken_yesterday_is_not_given_back_today() throws Exception {
    ImageBudget budget = budget(2);
    LocalDate yesterday = budget.take();
    time.pass(Duration.ofDays(1));
    budget.take();
    budget.refund(yesterday);
    assertThat(budget.used()).isEqualTo(1);
  }

  @Test
  void what_cannot_be_given_back_on_disk_stays_counted() throws Exception {
    ImageBudget budget = budget(2);
    LocalDate day = budget.take();
    Files.delete(file());
    Files.createDirectory(file());
    budget.refund(day);
    assertThat(budget.used()).isEqualTo(1);
  }

  @Test
  void a_clock_that_is_set_back_brings_none() throws Exception {
    budget(1).take();
    Clock earlier = Clock.fixed(MovingTime.START.minus(Duration.ofDays(3)), ZoneOffset.UTC);
    assertThat(budget(1, earlier).isExhausted()).isTrue();
    assertThat(budget(1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).isExhausted()).isTrue();
  }

  @Test
  void a_count_that_cannot_be_stored_is_not_given() throws Exception {
    ImageBudget budget = budget(5);
    Files.createDirectory(file());
    assertThatThrownBy(budget::take).isInstanceOf(java.io.IOException.class);
    assertThat(budget.used()).isZero();
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
        "{\"day\":\"2026-03-01\",\"images\":1} {}"
      })
  void a_damaged_file_is_set_aside(String text) throws Exception {
    Files.writeString(file(), text);
    assertThat(budget(1).used()).isZero();
    assertThat(file()).doesNotExist();
    assertThat(file().getParent()).isDirectoryContaining("glob:**.corrupt-*");
  }
}
