package dev.dalleserver.pictures;

import static dev.dalleserver.pictures.MakingPictures.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.progress.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that is told to stop in any of its phases: what it pays for, what it keeps. */
class PipelineStopTest {
  @TempDir Path folder;
  private MakingPictures scene;

  @BeforeEach
  void open() throws Exception {
    scene = new MakingPictures(folder);
    scene.enhancer = Optional.of((dress, usage, cancellation) -> "the richer prompt");
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private void make() throws Exception {
    scene.pipeline().run(scene.wish());
  }

  private CancelledException runStoppedAtTheBeginningOf(Phase phase, ImageProvider painter) {
    RunContext work = scene.wish();
    scene.atTheBeginningOf.put(phase, () -> work.cancellation().request(Reason.SHUTDOWN));
    CancelledException cut =
        catchThrowableOfType(CancelledException.class, () -> scene.pipeline(painter).run(work));
    scene.atTheBeginningOf.clear();
    return cut;
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"SETUP", "BASE_PROMPTS", "ENHANCE_PROMPT", "IMAGE_PREP"})
  void before_the_picture_nothing_is_paid_for(Phase phase) {
    assertThat(runStoppedAtTheBeginningOf(phase, scene.painter).reason())
        .isEqualTo(Reason.SHUTDOWN);
    assertThat(scene.painter.calls()).isZero();
    assertThat(scene.stored()).doesNotContain(ArtifactKind.GENERATED, ArtifactKind.ANNOTATED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"SETUP", "BASE_PROMPTS"})
  void before_the_better_prompt_none_is_asked_for(Phase phase) {
    scene.enhancer =
        Optional.of(
            (dress, usage, cancellation) -> {
              throw new AssertionError("asked");
            });
    assertThat(runStoppedAtTheBeginningOf(phase, scene.painter)).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"IMAGE_WAIT", "IMAGE_DOWNLOAD"})
  void a_picture_that_comes_nevertheless_is_kept_and_the_next_run_does_not_pay(Phase phase)
      throws Exception {
    scene.painter.deaf();
    assertThat(runStoppedAtTheBeginningOf(phase, scene.painter).reason())
        .isEqualTo(Reason.SHUTDOWN);
    assertThat(scene.painter.calls()).isEqualTo(1);
    assertThat(scene.stored())
        .contains(ArtifactKind.GENERATED)
        .doesNotContain(ArtifactKind.ANNOTATED);

    make();
    assertThat(scene.painter.calls()).isEqualTo(1);
    assertThat(
            scene
                .archive
                .words(KEY)
                .load(() -> DalleDress.withoutWords(KEY))
                .orElseThrow()
                .picture()
                .origin()
                .providerRequestId())
        .isEqualTo("req-1");
    assertThat(scene.stored()).contains(ArtifactKind.ANNOTATED);
  }

  @Test
  void a_picture_that_comes_after_the_deadline_is_kept_too() throws Exception {
    ImageProvider slow = scene.painterThat(() -> scene.time.pass(MakingPictures.RUN_LIMIT));
    CancelledException cut =
        catchThrowableOfType(
            CancelledException.class, () -> scene.pipeline(slow).run(scene.wish()));
    assertThat(cut.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(scene.stored())
        .contains(ArtifactKind.GENERATED)
        .doesNotContain(ArtifactKind.ANNOTATED);
    make();
    assertThat(scene.painter.calls()).isEqualTo(1);
  }

  @Test
  void a_better_prompt_that_comes_nevertheless_is_kept_and_not_asked_for_again() throws Exception {
    assertThat(runStoppedAtTheBeginningOf(Phase.ENHANCE_PROMPT, scene.painter)).isNotNull();
    assertThat(scene.text(ArtifactKind.ENHANCED)).isEqualTo("the richer prompt");
    scene.enhancer =
        Optional.of(
            (dress, usage, cancellation) -> {
              throw new AssertionError("asked again");
            });
    scene.pipeline(scene.painterThat(() -> {})).run(scene.wish());
    assertThat(scene.prompts).containsExactly("the richer prompt");
  }

  @Test
  void while_it_asks_for_a_better_prompt_it_ends_and_does_not_paint() {
    scene.enhancer =
        Optional.of(
            (dress, usage, cancellation) -> {
              throw new CancelledException(Reason.CANCELLED);
            });
    assertThatThrownBy(() -> make()).isInstanceOf(CancelledException.class);
    assertThat(scene.painter.calls()).isZero();
  }

  @Test
  void while_the_caption_is_drawn_the_picture_does_not_become_complete() {
    assertThat(runStoppedAtTheBeginningOf(Phase.ANNOTATE, scene.painter)).isNotNull();
    assertThat(scene.stored())
        .contains(ArtifactKind.GENERATED)
        .doesNotContain(ArtifactKind.ANNOTATED, ArtifactKind.THUMBNAIL);
  }

  @Test
  void a_run_that_has_everything_ends_too_before_it_draws_a_caption() throws Exception {
    make();
    scene.annotator.fail(FailureCode.INTERNAL_SERVER_ERROR, "drawn");
    RunContext work = scene.wish();
    work.cancellation().request(Reason.CANCELLED);
    assertThatThrownBy(() -> scene.pipeline().run(work)).isInstanceOf(CancelledException.class);
  }

  @Test
  void its_time_being_up_is_noticed_between_phases() {
    RunContext work = scene.wish();
    scene.atTheBeginningOf.put(Phase.BASE_PROMPTS, () -> scene.time.pass(MakingPictures.RUN_LIMIT));
    CancelledException cut =
        catchThrowableOfType(CancelledException.class, () -> scene.pipeline().run(work));
    assertThat(cut.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(scene.painter.calls()).isZero();
  }

  @Test
  void a_moment_before_its_time_is_up_it_goes_on() throws Exception {
    scene.atTheBeginningOf.put(
        Phase.ANNOTATE, () -> scene.time.pass(MakingPictures.RUN_LIMIT.minus(Duration.ofNanos(1))));
    make();
    assertThat(Files.exists(scene.file(ArtifactKind.ANNOTATED))).isTrue();
  }
}
