package dev.dalleserver.progress;

import static dev.dalleserver.progress.Phase.ANNOTATE;
import static dev.dalleserver.progress.Phase.BASE_PROMPTS;
import static dev.dalleserver.progress.Phase.ENHANCE_PROMPT;
import static dev.dalleserver.progress.Phase.IMAGE_WAIT;
import static dev.dalleserver.progress.Phase.SETUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Worked out by hand for averages of 1 s (setup), 2 s (enhancing), 5 s (waiting) and 2 s
 * (annotating): ten seconds in all, so that a second is ten percent.
 */
class EstimateTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long BEGIN = 1000 * SECOND;
  private static final Map<Phase, Long> AVERAGES =
      Map.of(
          SETUP, SECOND, ENHANCE_PROMPT, 2 * SECOND, IMAGE_WAIT, 5 * SECOND, ANNOTATE, 2 * SECOND);

  private final List<PhaseTiming> phases =
      new ArrayList<>(Stream.of(Phase.values()).map(PhaseTiming::notBegun).toList());

  @Test
  void nothing_is_known_without_averages() {
    begun(SETUP, 0);

    assertEstimate(Estimate.of(phases, SETUP, Map.of(), at(3)), 0, 0, 0, 0);
  }

  @Test
  void a_queued_run_has_everything_before_it() {
    assertEstimate(estimate(SETUP, 0), 0, 10, 0, 1);
  }

  @Test
  void the_current_phase_counts_by_the_time_it_has_taken() {
    ended(SETUP, 0, 1);
    ended(ENHANCE_PROMPT, 1, 3);
    begun(IMAGE_WAIT, 3);

    // 1 + 2 of the finished ones and 2 of 5 s: half, 3 + 2 s are left.
    assertEstimate(estimate(IMAGE_WAIT, 5), 50, 5, 40, 3);
  }

  @Test
  void a_finished_phase_counts_its_average_however_long_it_took() {
    ended(SETUP, 0, 4);
    ended(ENHANCE_PROMPT, 4, 4.5);
    begun(IMAGE_WAIT, 4.5);

    assertEstimate(estimate(IMAGE_WAIT, 4.5), 30, 7, 0, 5);
  }

  @Test
  void a_phase_that_runs_over_its_average_stands_at_it() {
    ended(SETUP, 0, 1);
    ended(ENHANCE_PROMPT, 1, 3);
    begun(IMAGE_WAIT, 3);

    // 1 + 2 + 5 of 10, and nothing is left but the 2 s of annotating.
    assertEstimate(estimate(IMAGE_WAIT, 8), 80, 2, 100, 0);
    assertEstimate(estimate(IMAGE_WAIT, 500), 80, 2, 100, 0);
  }

  @Test
  void a_skipped_phase_is_not_part_of_the_whole() {
    ended(SETUP, 0, 1);
    phases.set(ENHANCE_PROMPT.ordinal(), new PhaseTiming(ENHANCE_PROMPT, at(1), at(1), true, ""));
    begun(IMAGE_WAIT, 1);

    // 8 s are the whole now; 1 + 1 of them are done.
    assertEstimate(estimate(IMAGE_WAIT, 2), 25, 6, 20, 4);
  }

  @Test
  void a_failed_phase_is_over_like_any_other() {
    ended(SETUP, 0, 1);
    phases.set(
        ENHANCE_PROMPT.ordinal(), new PhaseTiming(ENHANCE_PROMPT, at(1), at(9), false, "no"));
    begun(IMAGE_WAIT, 9);

    assertEstimate(estimate(IMAGE_WAIT, 9), 30, 7, 0, 5);
  }

  @Test
  void a_phase_without_an_average_moves_nothing() {
    ended(SETUP, 0, 1);
    begun(BASE_PROMPTS, 1);

    assertEstimate(estimate(BASE_PROMPTS, 60), 10, 9, 0, 0);
  }

  @Test
  void between_two_phases_nothing_is_left_of_the_one_before() {
    ended(SETUP, 0, 0.25);

    assertEstimate(estimate(SETUP, 0.25), 10, 9, 100, 0);
  }

  @Test
  void after_the_last_average_it_is_still_not_done() {
    for (Phase phase : Phase.WORKING) {
      ended(phase, 0, 1);
    }

    assertEstimate(estimate(ANNOTATE, 2), 99.9, 0, 100, 0);
  }

  private Estimate estimate(Phase current, double now) {
    return Estimate.of(phases, current, AVERAGES, at(now));
  }

  private void begun(Phase phase, double start) {
    phases.set(phase.ordinal(), new PhaseTiming(phase, at(start), 0, false, ""));
  }

  private void ended(Phase phase, double start, double end) {
    phases.set(phase.ordinal(), new PhaseTiming(phase, at(start), at(end), false, ""));
  }

  private static long at(double seconds) {
    return BEGIN + (long) (seconds * SECOND);
  }

  private static void assertEstimate(
      Estimate estimate, double percent, double eta, double phasePercent, double phaseEta) {
    assertThat(estimate.percent()).isCloseTo(percent, within(1e-9));
    assertThat(estimate.etaSeconds()).isCloseTo(eta, within(1e-9));
    assertThat(estimate.phasePercent()).isCloseTo(phasePercent, within(1e-9));
    assertThat(estimate.phaseEtaSeconds()).isCloseTo(phaseEta, within(1e-9));
  }
}
