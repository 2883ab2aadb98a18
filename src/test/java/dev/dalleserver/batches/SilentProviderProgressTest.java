package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.picture.BatchId;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Progress of a provider that reports nothing, such as a remote one. */
class SilentProviderProgressTest {
  private final MovingTime time = new MovingTime();

  private Batch batch(Duration usual, int count) {
    return new Batch(
        new BatchId("gen_1_abcdefghi"),
        Requests.batch(count),
        ClockReading.now(time.ticker()),
        1,
        time.ticker().nanos(),
        usual.toNanos());
  }

  @Property(tries = 200)
  void it_follows_the_usual_time_never_goes_back_and_never_reaches_a_hundred(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 5000) Integer> waits,
      @ForAll @IntRange(min = 0, max = 4) int usualSeconds) {
    Batch batch = batch(Duration.ofSeconds(usualSeconds), 3);
    double shown = 0;
    int images = 0;
    for (int wait : waits) {
      int finished = images;
      BatchImage image = new BatchImage(64, 64, 1, 1, List.of());
      if (wait % 7 == 0) {
        List<BatchImage> soFar = java.util.Collections.nCopies(finished, image);
        batch.change(old -> BatchState.InProgress.begin(ClockReading.now(time.ticker()), soFar));
        images = Math.min(2, images + 1);
      }
      time.pass(Duration.ofMillis(wait));
      double now = batch.progress().map(BatchProgress::percentage).orElse(shown);
      assertThat(now).isGreaterThanOrEqualTo(shown).isLessThan(100);
      shown = now;
    }
  }

  @Example
  void a_picture_that_waits_for_the_provider_makes_no_progress() {
    Batch batch = batch(Duration.ofSeconds(4), 2);
    batch.change(
        old ->
            BatchState.InProgress.begin(ClockReading.now(time.ticker()), List.of())
                .waiting(ClockReading.now(time.ticker())));
    time.pass(Duration.ofSeconds(60));
    assertThat(batch.progress().orElseThrow())
        .isEqualTo(new BatchProgress(0, 20, "loading", 0, 1, 2));
  }

  @Example
  void half_of_the_usual_time_is_half_of_the_picture() {
    Batch batch = batch(Duration.ofSeconds(4), 2);
    batch.change(old -> BatchState.InProgress.begin(ClockReading.now(time.ticker()), List.of()));
    time.pass(Duration.ofSeconds(2));
    assertThat(batch.progress().orElseThrow())
        .isEqualTo(new BatchProgress(10, 20, "loading", 25, 1, 2));
  }

  @Example
  void without_an_average_it_stays_at_what_is_finished() {
    Batch batch = batch(Duration.ZERO, 2);
    batch.change(old -> BatchState.InProgress.begin(ClockReading.now(time.ticker()), List.of()));
    time.pass(Duration.ofHours(1));
    assertThat(batch.progress().orElseThrow().percentage()).isZero();
  }
}
