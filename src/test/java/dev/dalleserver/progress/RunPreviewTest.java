package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPreviewTest {
  private static final byte[] JPEG = {1, 2, 3};
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration A_MOMENT = Duration.ofNanos(1);

  @TempDir private Path folder;
  private Scene scene;
  private ProgressRun run;

  @BeforeEach
  void begin() throws Exception {
    scene = new Scene(folder);
    run = scene.begin();
    run.enter(Phase.IMAGE_WAIT);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  @Test
  void three_previews_are_due_at_once_and_later_ones_at_intervals() {
    for (int number = 1; number <= 3; number++) {
      assertThat(run.isPreviewDue()).as("preview %d", number).isTrue();
      run.updatePreview(JPEG);
    }
    assertThat(run.isPreviewDue()).isFalse();
    scene.time.pass(INTERVAL.minus(A_MOMENT));
    assertThat(run.isPreviewDue()).isFalse();
    scene.time.pass(A_MOMENT);
    assertThat(run.isPreviewDue()).isTrue();
    run.updatePreview(JPEG);
    assertThat(run.isPreviewDue()).isFalse();
  }

  @Test
  void each_preview_takes_the_place_of_the_one_before_under_a_url_of_its_own() {
    assertThat(run.preview()).isEmpty();
    assertThat(run.snapshot().previewUrl()).isEmpty();
    long before = run.snapshot().version();

    run.updatePreview(JPEG);
    String path = "/dalle/empty/" + Scene.KEY.addressText() + "/preview?v=";
    assertThat(run.snapshot().previewUrl()).isEqualTo(path + 1);
    assertThat(run.snapshot().version()).isEqualTo(before + 1);

    byte[] second = {4};
    run.updatePreview(second);
    assertThat(run.snapshot().previewUrl()).isEqualTo(path + 2);
    assertThat(run.preview()).hasValueSatisfying(p -> assertThat(p.jpeg()).isSameAs(second));
  }

  @Test
  void it_ends_with_the_run() {
    run.updatePreview(JPEG);
    run.finish(RunOutcome.SUCCESS);
    assertThat(run.preview()).isEmpty();
    assertThat(run.snapshot().previewUrl()).isEmpty();
  }

  @Test
  void what_another_process_wrote_leaves_the_preview_until_the_end() {
    ProgressRun shown = scene.anotherRun(Scene.KEY);
    shown.updatePreview(JPEG);
    run.leave(Phase.IMAGE_WAIT);
    shown.show(run.write(), Duration.ZERO);
    assertThat(shown.currentPhase()).isEqualTo(Phase.IMAGE_WAIT);
    assertThat(shown.preview()).isPresent();
    run.finish(RunOutcome.SUCCESS);
    shown.show(run.write(), Duration.ZERO);
    assertThat(shown.preview()).isEmpty();
  }
}
