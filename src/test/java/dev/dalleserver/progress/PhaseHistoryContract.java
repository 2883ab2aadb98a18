package dev.dalleserver.progress;

import static dev.dalleserver.progress.Phase.ANNOTATE;
import static dev.dalleserver.progress.Phase.IMAGE_WAIT;
import static dev.dalleserver.progress.Phase.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link PhaseHistory} promises. */
@Timeout(60)
public abstract class PhaseHistoryContract {
  private static final int THREADS = 4;
  private static final int EACH = 20_000;

  /** Opens the history as a process does that starts: with all that was saved before. */
  protected abstract PhaseHistory open() throws Exception;

  /** From now on nothing can be stored. */
  protected abstract void refuseToStore() throws Exception;

  /** How many lines of the log say that the history could not be saved while {@code work} runs. */
  protected abstract int countSaveFailuresLogged(Runnable work) throws Exception;

  /** How often resets are raced; fewer where each costs a transaction. */
  protected int rounds() {
    return 200;
  }

  private static void assertEmpty(PhaseHistory history) {
    assertThat(history.averageNanos()).isEmpty();
    assertThat(history.averages()).isEmpty();
    assertThat(history.summaries()).isEmpty();
    assertThat(history.generationRuns()).isZero();
    assertThat(history.cacheHits()).isZero();
  }

  @Test
  void it_begins_empty() throws Exception {
    assertEmpty(open());
  }

  @Test
  void the_average_begins_with_the_first_duration_and_moves_a_fifth_of_the_way_to_each_further_one()
      throws Exception {
    PhaseHistory history = open();
    history.record(IMAGE_WAIT, Samples.lasting(1000));
    assertThat(history.averageNanos()).containsOnly(Map.entry(IMAGE_WAIT, 1000L));
    history.record(IMAGE_WAIT, Samples.lasting(2000));
    history.record(IMAGE_WAIT, Samples.lasting(200));
    // 1000 + 0.2 * (1003 - 1000) = 1000.6, rounded
    history.record(IMAGE_WAIT, Samples.lasting(1003));
    history.record(ANNOTATE, Samples.lasting(10));

    assertThat(history.averages())
        .containsOnly(
            Map.entry(IMAGE_WAIT, new PhaseAverage(4, 1001)),
            Map.entry(ANNOTATE, new PhaseAverage(1, 10)));
    assertThat(history.averageNanos())
        .containsOnly(Map.entry(IMAGE_WAIT, 1001L), Map.entry(ANNOTATE, 10L));
  }

  @Test
  void the_last_durations_of_each_phase_are_summed_up_by_provider_too() throws Exception {
    PhaseHistory history = open();
    for (int i = 1; i <= 10; i++) {
      history.record(IMAGE_WAIT, new PhaseSample(i, i, "offline"));
      history.record(IMAGE_WAIT, new PhaseSample(i, i * 100, "openai"));
    }
    history.record(SETUP, new PhaseSample(3, 7, "offline"));

    PhaseSummary waiting = history.summaries().get(IMAGE_WAIT);
    assertThat(waiting.quantiles()).isEqualTo(new Quantiles(20, 10, 900, 1000));
    assertThat(waiting.byProvider())
        .containsOnly(
            Map.entry("offline", new Quantiles(10, 5, 10, 10)),
            Map.entry("openai", new Quantiles(10, 500, 1000, 1000)));
    assertThat(history.summaries().get(SETUP).samples())
        .containsExactly(new PhaseSample(3, 7, "offline"));
  }

  @Test
  void the_window_keeps_the_newest_durations_and_the_average_counts_all() throws Exception {
    PhaseHistory history = open();
    int all = PhaseHistory.WINDOW + 44;
    for (int i = 1; i <= all; i++) {
      history.record(IMAGE_WAIT, Samples.lasting(i));
    }
    List<PhaseSample> kept = history.summaries().get(IMAGE_WAIT).samples();
    assertThat(kept).hasSize(PhaseHistory.WINDOW);
    assertThat(kept.get(0).durationNs()).isEqualTo(45);
    assertThat(kept.get(kept.size() - 1).durationNs()).isEqualTo(all);
    assertThat(history.averages().get(IMAGE_WAIT).count()).isEqualTo(all);
  }

  @Test
  void what_was_saved_outlives_the_process() throws Exception {
    PhaseHistory before = open();
    before.record(IMAGE_WAIT, new PhaseSample(1_700_000, 250, "openai"));
    before.record(IMAGE_WAIT, new PhaseSample(1_700_001, 350, "offline"));
    before.countRun();
    before.countCacheHit();
    before.countCacheHit();
    before.save();

    PhaseHistory after = open();
    assertThat(after.averages()).isEqualTo(before.averages()).isNotEmpty();
    assertThat(after.summaries()).isEqualTo(before.summaries()).isNotEmpty();
    assertThat(after.generationRuns()).isEqualTo(1);
    assertThat(after.cacheHits()).isEqualTo(2);

    after.record(IMAGE_WAIT, Samples.lasting(9));
    after.countRun();
    assertThat(after.averages().get(IMAGE_WAIT).count()).isEqualTo(3);
    assertThat(after.generationRuns()).isEqualTo(2);
  }

  @Test
  void of_what_many_threads_record_nothing_is_lost() throws Exception {
    PhaseHistory history = open();
    try (Together threads = new Together(THREADS)) {
      threads.call(
          () -> {
            for (int i = 0; i < EACH; i++) {
              history.countRun();
              history.countCacheHit();
              history.record(IMAGE_WAIT, Samples.lasting(7));
            }
            return true;
          });
    }
    history.save();
    for (PhaseHistory read : List.of(history, open())) {
      assertThat(read.generationRuns()).isEqualTo(THREADS * EACH);
      assertThat(read.cacheHits()).isEqualTo(THREADS * EACH);
      assertThat(read.averages())
          .containsOnly(Map.entry(IMAGE_WAIT, new PhaseAverage(THREADS * EACH, 7)));
      assertThat(read.summaries().get(IMAGE_WAIT).samples()).hasSize(PhaseHistory.WINDOW);
    }
  }

  @Test
  void the_last_of_many_saves_at_once_has_all_that_was_recorded_before_it() throws Exception {
    PhaseHistory history = open();
    try (Together threads = new Together(THREADS)) {
      for (int round = 1; round <= 40; round++) {
        threads.call(
            () -> {
              history.countRun();
              history.save();
              return true;
            });
        assertThat(open().generationRuns()).isEqualTo(THREADS * round);
      }
    }
  }

  @Test
  void a_reset_clears_what_is_read_and_what_is_stored() throws Exception {
    PhaseHistory history = open();
    history.record(IMAGE_WAIT, Samples.lasting(1));
    history.countRun();
    history.countCacheHit();
    history.save();

    history.reset();
    assertEmpty(history);
    assertEmpty(open());
    history.reset();

    history.record(SETUP, Samples.lasting(5));
    assertThat(history.averages()).containsOnly(Map.entry(SETUP, new PhaseAverage(1, 5)));
  }

  @Test
  void a_phase_that_is_recorded_while_others_reset_is_kept_whole_or_cleared_whole()
      throws Exception {
    PhaseHistory history = open();
    AtomicInteger thread = new AtomicInteger();
    try (Together threads = new Together(2)) {
      for (int round = 0; round < rounds(); round++) {
        AtomicBoolean done = new AtomicBoolean();
        threads.call(
            () -> {
              if (thread.getAndIncrement() % 2 == 0) {
                for (int i = 0; i < 20; i++) {
                  history.reset();
                }
                done.set(true);
              } else {
                for (int i = 0; !done.get(); i++) {
                  history.record(Phase.WORKING.get(i % 7), Samples.lasting(3));
                }
              }
              return true;
            });
        assertThat(history.summaries().keySet()).isEqualTo(history.averages().keySet());
        history
            .averages()
            .forEach(
                (phase, average) ->
                    assertThat(history.summaries().get(phase).samples())
                        .hasSize((int) Math.min(average.count(), PhaseHistory.WINDOW)));
      }
    }
  }

  @Test
  void what_cannot_be_stored_fails_nothing_and_is_logged_once() throws Exception {
    PhaseHistory history = open();
    refuseToStore();
    List<Long> counted = new ArrayList<>();
    int lines =
        countSaveFailuresLogged(
            () -> {
              for (int i = 0; i < 3; i++) {
                history.countRun();
                history.save();
                counted.add(history.generationRuns());
              }
            });
    assertThat(counted).containsExactly(1L, 2L, 3L);
    assertThat(lines).isEqualTo(1);
  }
}
