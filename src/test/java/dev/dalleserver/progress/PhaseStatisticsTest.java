package dev.dalleserver.progress;

import static dev.dalleserver.progress.Phase.ANNOTATE;
import static dev.dalleserver.progress.Phase.IMAGE_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseStatisticsTest {
  private final PhaseStatistics statistics = new PhaseStatistics();

  @Test
  void there_is_no_average_before_the_first_duration() {
    assertThat(statistics.averageNanos()).isEmpty();
  }

  @Test
  void the_first_duration_is_the_first_average() {
    statistics.record(IMAGE_WAIT, Samples.lasting(1000));

    assertThat(statistics.averageNanos()).containsOnly(Map.entry(IMAGE_WAIT, 1000L));
  }

  @Test
  void each_further_one_moves_it_by_a_fifth_of_the_way() {
    statistics.record(IMAGE_WAIT, Samples.lasting(1000));
    // 1000 + 0.2 * (2000 - 1000) = 1200
    statistics.record(IMAGE_WAIT, Samples.lasting(2000));
    // 1200 + 0.2 * (200 - 1200) = 1000
    statistics.record(IMAGE_WAIT, Samples.lasting(200));
    // 1000 + 0.2 * (1003 - 1000) = 1000.6, rounded
    statistics.record(IMAGE_WAIT, Samples.lasting(1003));

    assertThat(statistics.averageNanos()).containsEntry(IMAGE_WAIT, 1001L);
    assertThat(statistics.contents().averagesByPhase().get(IMAGE_WAIT).count()).isEqualTo(4);
  }

  @Test
  void phases_do_not_mix() {
    statistics.record(IMAGE_WAIT, Samples.lasting(1000));
    statistics.record(ANNOTATE, Samples.lasting(10));

    assertThat(statistics.averageNanos())
        .containsEntry(IMAGE_WAIT, 1000L)
        .containsEntry(ANNOTATE, 10L);
  }

  @Test
  void what_was_stored_replaces_what_is_there() {
    PhaseStatistics other = new PhaseStatistics();
    other.record(ANNOTATE, Samples.lasting(7));
    other.countRun();
    other.countCacheHit();
    other.countCacheHit();
    statistics.record(IMAGE_WAIT, Samples.lasting(1000));

    statistics.restore(other.contents());

    assertThat(statistics.contents()).isEqualTo(other.contents());
    assertThat(statistics.generationRuns()).isEqualTo(1);
    assertThat(statistics.cacheHits()).isEqualTo(2);
  }
}
