package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecentDurationsTest {
  private final RecentDurations recent = new RecentDurations();

  private void add(long durationNs, String provider) {
    recent.add(Phase.IMAGE_WAIT, new PhaseSample(1, durationNs, provider));
  }

  @Nested
  class The_window {
    @Test
    void keeps_the_last_256_of_each_phase() {
      LongStream.rangeClosed(1, 1000).forEach(ns -> add(ns, "offline"));
      recent.add(Phase.SETUP, new PhaseSample(1, 7, "offline"));

      PhaseSummary waiting = recent.summaries().get(Phase.IMAGE_WAIT);
      assertThat(waiting.samples()).hasSize(256);
      assertThat(waiting.samples().get(0).durationNs()).isEqualTo(745);
      assertThat(waiting.samples().get(255).durationNs()).isEqualTo(1000);
      assertThat(recent.summaries().get(Phase.SETUP).quantiles())
          .isEqualTo(new Quantiles(1, 7, 7, 7));
    }

    @Test
    void is_empty_for_a_phase_that_never_ended_well() {
      assertThat(recent.summaries()).isEmpty();
    }
  }

  @Nested
  class The_quantiles {
    @Test
    void are_durations_that_were_measured() {
      LongStream.rangeClosed(1, 100).forEach(ns -> add(101 - ns, "offline"));

      assertThat(recent.summaries().get(Phase.IMAGE_WAIT).quantiles())
          .isEqualTo(new Quantiles(100, 50, 95, 99));
    }

    @Test
    void are_split_by_provider() {
      LongStream.rangeClosed(1, 10).forEach(ns -> add(ns, "offline"));
      LongStream.rangeClosed(1, 20).forEach(ns -> add(ns * 100, "openai"));

      assertThat(recent.summaries().get(Phase.IMAGE_WAIT).byProvider())
          .containsEntry("offline", new Quantiles(10, 5, 10, 10))
          .containsEntry("openai", new Quantiles(20, 1000, 1900, 2000));
    }
  }

  @Property
  void as_many_durations_as_the_name_says_are_not_above_a_quantile(
      @ForAll @Size(min = 1, max = 300) long @LongRange(min = 0, max = 1_000_000) [] durations) {
    Quantiles quantiles = Quantiles.of(durations);

    assertThat(share(durations, quantiles.p50Ns())).isGreaterThanOrEqualTo(0.50);
    assertThat(share(durations, quantiles.p95Ns())).isGreaterThanOrEqualTo(0.95);
    assertThat(share(durations, quantiles.p99Ns())).isGreaterThanOrEqualTo(0.99);
    assertThat(quantiles.p50Ns()).isLessThanOrEqualTo(quantiles.p95Ns());
    assertThat(quantiles.p95Ns()).isLessThanOrEqualTo(quantiles.p99Ns());
    assertThat(durations).contains(quantiles.p50Ns(), quantiles.p95Ns(), quantiles.p99Ns());
  }

  private static double share(long[] durations, long limit) {
    return (double) Arrays.stream(durations).filter(ns -> ns <= limit).count() / durations.length;
  }
}
