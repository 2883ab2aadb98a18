package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatisticsTogetherTest {
  private static final int EACH = 20_000;

  @Test
  void what_many_runs_tell_at_once_adds_up() throws Exception {
    PhaseStatistics statistics = new PhaseStatistics();
    try (Together threads = new Together(4)) {
      threads.call(
          () -> {
            for (int i = 0; i < EACH; i++) {
              statistics.countRun();
              statistics.countCacheHit();
              statistics.record(Phase.IMAGE_WAIT, 7);
            }
            return true;
          });
    }
    assertThat(statistics.generationRuns()).isEqualTo(4 * EACH);
    assertThat(statistics.cacheHits()).isEqualTo(4 * EACH);
    assertThat(statistics.averages().get(Phase.IMAGE_WAIT).count()).isEqualTo(4 * EACH);
    assertThat(statistics.averageNanos()).containsEntry(Phase.IMAGE_WAIT, 7L);
  }
}
