package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pricing.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A batch that another process works on is shown as it stands there. */
class BatchJobKindTest {
  private static final BatchId ID = BatchId.of(1000, "abcdefghi");
  private static final BatchImage IMAGE =
      new BatchImage(
          0,
          64,
          96,
          7,
          1234,
          List.of("sampler"),
          new PaintingNotes(Optional.of(new TokenUsage(1, 2, 3, 4, 5)), "a fox", "high", "opaque"));

  private static final BatchImage THIRD =
      new BatchImage(2, 64, 96, 9, 17, List.of(), PaintingNotes.NONE);

  private final MovingTime here = new MovingTime();
  private final MovingTime there = new MovingTime();
  private final BatchJobKind kind = kind(here);
  private final BatchJobKind other = kind(there);

  BatchJobKindTest() {
    there.pass(Duration.ofHours(1));
  }

  private static BatchJobKind kind(MovingTime time) {
    return new BatchJobKind(Optional.empty(), Duration.ofMinutes(1), time.ticker(), () -> 0);
  }

  private ClockReading now() {
    return ClockReading.now(here.ticker());
  }

  @Test
  void requests_are_read_as_they_were_written() {
    BatchRequest whole =
        new BatchRequest(
            "ein Fuchs \uD83E\uDD8A",
            new ImageSize(65, 97),
            new Tuning(30, 1.5, "ddim", "blur"),
            OptionalLong.empty(),
            10,
            new Delivery(Delivery.Limits.OPENAI, new Encoding(PictureFormat.JPEG, 80), 2));
    for (BatchRequest request : List.of(whole, Requests.one(), Requests.batch(3))) {
      assertThat(other.readPayload(ID, kind.writePayload(request))).isEqualTo(request);
    }
    assertThat(other.readKey(kind.writeKey(ID))).isEqualTo(ID);
  }

  @Test
  void every_state_is_shown_as_it_was_written_with_the_ages_that_it_has() {
    BatchRun run = kind.create(ID, Requests.batch(2), 1);
    here.passMillis(700);
    List<BatchState> states =
        List.of(
            new BatchState.InProgress(
                now(), List.of(IMAGE), List.of(THIRD), now(), true, Stage.DIFFUSION, 3, 20),
            new BatchState.Complete(now(), List.of(IMAGE, THIRD), 4711));
    for (BatchState state : states) {
      run.batch().replaceState(old -> state);
      BatchRun shown = other.create(ID, Requests.batch(2), 1);
      other.show(shown, kind.writeState(run), Duration.ofMillis(50));
      assertThat(shown.batch().created().unixMillis())
          .isEqualTo(run.batch().created().unixMillis());
      assertThat(shown.batch().created().nanosUntil(there.nanos()))
          .isEqualTo(Duration.ofMillis(750).toNanos());
      assertThat(WrittenBatch.of(shown.batch(), shown.batch().state(), 0))
          .isEqualTo(WrittenBatch.of(run.batch(), state, 0));
    }
  }

  @Test
  void an_end_is_written_without_ending_anything() {
    BatchRun run = kind.create(ID, Requests.one(), 1);
    JobException reason = new JobException(FailureCode.OPENAI_RATE_LIMIT, "too many");
    String end = kind.writeEnd(run, new JobOutcome.Failed(reason));
    assertThat(run.isEnded()).isFalse();
    BatchRun shown = other.create(ID, Requests.one(), 1);
    other.show(shown, end, Duration.ZERO);
    assertThat(shown.batch().state())
        .isInstanceOfSatisfying(
            BatchState.Failed.class,
            failed -> {
              assertThat(failed.message()).isEqualTo("too many");
              assertThat(failed.code()).isEqualTo("OPENAI_RATE_LIMIT");
              assertThat(failed.retryAfter()).isEmpty();
            });
    other.show(shown, kind.writeState(run), Duration.ZERO);
    assertThat(shown.isEnded()).as("an end stays").isTrue();
  }

  @Test
  void readers_are_told_of_pictures_and_not_of_each_step_of_a_provider() {
    BatchRun run = kind.create(ID, Requests.one(), 1);
    List<String> told = new ArrayList<>();
    kind.onStep(run, () -> told.add(run.batch().state().status()));
    run.batch().change(old -> BatchState.InProgress.begin(now(), List.of()));
    for (int step = 1; step < 9; step++) {
      int now = step;
      run.batch()
          .change(
              old -> ((BatchState.InProgress) old).withProgress(now(), Stage.DIFFUSION, now, 9));
    }
    run.batch().change(old -> BatchState.InProgress.begin(now(), List.of(IMAGE)));
    assertThat(told).hasSize(2);
  }
}
