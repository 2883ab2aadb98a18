package dev.dalleserver.pictures;

import static dev.dalleserver.pictures.MakingPictures.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run stores, when it stores it, and what the next run makes of that. */
class PipelineTest {
  private static final ArtifactKind[] TEXTS = {
    ArtifactKind.DATA,
    ArtifactKind.TITLE,
    ArtifactKind.TERSE,
    ArtifactKind.PROMPT,
    ArtifactKind.SELECTOR
  };

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

  private ImageProvider notingPainter() {
    return scene.painterThat(() -> {});
  }

  private static Map<Phase, PhaseTiming> timings(RunContext work) {
    Map<Phase, PhaseTiming> timings = new EnumMap<>(Phase.class);
    work.progress().snapshot().phases().forEach(timing -> timings.put(timing.name(), timing));
    return timings;
  }

  private static List<Phase> skipped(RunContext work) {
    return timings(work).values().stream()
        .filter(PhaseTiming::skipped)
        .map(PhaseTiming::name)
        .toList();
  }

  @Nested
  class WhenAllGoesWell {
    @Test
    void every_kind_of_file_is_there_and_the_dress_tells_of_them() throws Exception {
      make();
      // Only the operator makes the mark of a hidden picture.
      assertThat(scene.stored())
          .containsExactlyInAnyOrderElementsOf(
              EnumSet.complementOf(EnumSet.of(ArtifactKind.HIDDEN)));
      assertThat(scene.text(ArtifactKind.ANNOTATED))
          .isEqualTo(
              scene.text(ArtifactKind.GENERATED)
                  + " | "
                  + MakingPictures.plan(KEY).words().prompts().title());
      var dress = scene.archive.words(KEY).load(() -> DalleDress.withoutWords(KEY)).orElseThrow();
      assertThat(dress.run().completed()).isTrue();
      assertThat(dress.picture().origin().provider()).isEqualTo("fake");
      assertThat(dress.picture().origin().model()).isEqualTo("fake-1");
      assertThat(dress.picture().origin().providerRequestId()).isEqualTo("req-1");
      assertThat(dress.picture().generatedPath())
          .isEqualTo("output/simple/generated/" + name("png"));
      assertThat(dress.picture().annotated().path())
          .isEqualTo("output/simple/annotated/" + name("png"));
    }

    private String name(String extension) {
      return KEY.addressText() + "." + extension;
    }

    @Test
    void the_painter_gets_the_enhanced_prompt() throws Exception {
      scene.pipeline(notingPainter()).run(scene.wish());
      assertThat(scene.prompts).containsExactly("the richer prompt");
    }

    @Test
    void what_a_phase_makes_is_stored_before_the_next_begins() throws Exception {
      Map<Phase, List<ArtifactKind>> storedAt = new EnumMap<>(Phase.class);
      for (Phase phase : Phase.WORKING) {
        scene.atTheBeginningOf.put(phase, () -> storedAt.put(phase, scene.stored()));
      }
      make();
      assertThat(storedAt.get(Phase.BASE_PROMPTS)).isEmpty();
      assertThat(storedAt.get(Phase.ENHANCE_PROMPT)).containsExactlyInAnyOrder(TEXTS);
      assertThat(storedAt.get(Phase.IMAGE_PREP)).contains(ArtifactKind.ENHANCED);
      assertThat(storedAt.get(Phase.IMAGE_DOWNLOAD)).doesNotContain(ArtifactKind.GENERATED);
      assertThat(storedAt.get(Phase.ANNOTATE))
          .contains(ArtifactKind.GENERATED)
          .doesNotContain(ArtifactKind.ANNOTATED, ArtifactKind.THUMBNAIL);
    }

    @Test
    void the_dress_keeps_how_long_each_phase_took() throws Exception {
      scene.annotator.before(() -> scene.time.passMillis(70));
      scene.pipeline(scene.painterThat(() -> scene.time.passMillis(30))).run(scene.wish());
      assertThat(
              scene
                  .archive
                  .words(KEY)
                  .load(() -> DalleDress.withoutWords(KEY))
                  .orElseThrow()
                  .run()
                  .phaseMillis())
          .containsEntry("annotate", 70L)
          .containsEntry("image_download", 30L);
    }

    @Test
    void times_that_cannot_be_stored_cost_no_picture() throws Exception {
      scene.store.addListener(
          (operation, path, succeeded) -> {
            if (path.contains("/thumbnail/")) {
              scene.obstruct(ArtifactKind.SELECTOR);
            }
          });
      make();
      assertThat(scene.file(ArtifactKind.ANNOTATED)).isRegularFile();
    }
  }

  @Nested
  class WhenThereIsSomethingAlready {
    @Test
    void a_whole_picture_is_only_annotated_anew() throws Exception {
      make();
      RunContext again = scene.wish();
      scene.pipeline().run(again);
      assertThat(scene.painter.calls()).isEqualTo(1);
      assertThat(skipped(again))
          .containsExactly(
              Phase.BASE_PROMPTS,
              Phase.ENHANCE_PROMPT,
              Phase.IMAGE_PREP,
              Phase.IMAGE_WAIT,
              Phase.IMAGE_DOWNLOAD);
    }

    @Test
    void a_stored_picture_is_annotated_also_where_there_is_no_painter_any_more() throws Exception {
      make();
      scene.pipelineWithoutPainter().run(scene.wish());
      assertThat(scene.text(ArtifactKind.ANNOTATED)).startsWith("painted ");
    }

    @Test
    void a_forced_run_asks_and_paints_again_and_replaces_everything() throws Exception {
      make();
      String first = scene.text(ArtifactKind.GENERATED);
      scene.enhancer = Optional.of((dress, usage, cancellation) -> "another prompt");
      RunContext forced = scene.forcedWish();
      scene.pipeline(notingPainter()).run(forced);
      assertThat(skipped(forced)).isEmpty();
      assertThat(scene.prompts).containsExactly("another prompt");
      assertThat(scene.text(ArtifactKind.ENHANCED)).isEqualTo("another prompt");
      assertThat(scene.text(ArtifactKind.GENERATED)).isEqualTo(first);
      assertThat(
              scene
                  .archive
                  .words(KEY)
                  .load(() -> DalleDress.withoutWords(KEY))
                  .orElseThrow()
                  .picture()
                  .origin()
                  .providerRequestId())
          .isEqualTo("req-2");
    }

    @Test
    void a_forced_run_leaves_the_old_picture_where_it_is_until_it_has_a_new_one() throws Exception {
      make();
      List<ArtifactKind> meanwhile = new ArrayList<>();
      scene
          .pipeline(scene.painterThat(() -> meanwhile.addAll(scene.stored())))
          .run(scene.forcedWish());
      assertThat(meanwhile)
          .contains(ArtifactKind.ANNOTATED, ArtifactKind.GENERATED, ArtifactKind.THUMBNAIL);
    }

    @Test
    void the_old_enhanced_prompt_goes_when_a_forced_run_starts_from_nothing() throws Exception {
      make();
      scene.enhancer =
          Optional.of(
              (dress, usage, cancellation) -> {
                throw new JobException(FailureCode.OPENAI_TIMEOUT, "no answer");
              });
      scene.pipeline(notingPainter()).run(scene.forcedWish());
      String basePrompt = MakingPictures.plan(KEY).words().prompts().base();
      assertThat(scene.prompts).containsExactly(basePrompt);
      assertThat(scene.file(ArtifactKind.ENHANCED)).doesNotExist();
      assertThat(
              scene
                  .archive
                  .words(KEY)
                  .load(() -> DalleDress.withoutWords(KEY))
                  .orElseThrow()
                  .words()
                  .prompts()
                  .enhanced())
          .isEmpty();

      scene.enhancer = Optional.empty();
      scene.store.delete(scene.file(ArtifactKind.GENERATED));
      scene.pipeline(notingPainter()).run(scene.wish());
      assertThat(scene.prompts).containsExactly(basePrompt, basePrompt);
    }

    @Test
    void a_forced_run_that_is_cut_off_at_the_picture_does_not_leave_the_old_one_as_its_own()
        throws Exception {
      make();
      scene.painter.fail(FailureCode.OPENAI_ERROR, "no picture");
      assertThatThrownBy(() -> scene.pipeline().run(scene.forcedWish()))
          .isInstanceOf(JobException.class);
      assertThat(
              scene
                  .archive
                  .words(KEY)
                  .load(() -> DalleDress.withoutWords(KEY))
                  .orElseThrow()
                  .run()
                  .completed())
          .isFalse();
    }
  }

  @Nested
  class WhenAPartFails {
    @Test
    void a_better_prompt_that_cannot_be_had_is_done_without() throws Exception {
      scene.enhancer =
          Optional.of(
              (dress, usage, cancellation) -> {
                throw new JobException(FailureCode.OPENAI_TIMEOUT, "no answer");
              });
      RunContext work = scene.wish();
      scene.pipeline(notingPainter()).run(work);
      assertThat(scene.prompts).containsExactly(MakingPictures.plan(KEY).words().prompts().base());
      assertThat(timings(work).get(Phase.ENHANCE_PROMPT).error()).isEqualTo("no answer");
      assertThat(scene.stored())
          .doesNotContain(ArtifactKind.ENHANCED)
          .contains(ArtifactKind.ANNOTATED);
    }

    @Test
    void a_better_prompt_is_asked_for_again_by_the_next_run() throws Exception {
      scene.painter.fail(FailureCode.OPENAI_ERROR, "no picture");
      scene.enhancer =
          Optional.of(
              (dress, usage, cancellation) -> {
                throw new JobException(FailureCode.OPENAI_TIMEOUT, "no answer");
              });
      assertThatThrownBy(() -> make()).isInstanceOf(JobException.class);
      scene.painter.recover();
      scene.enhancer = Optional.of((dress, usage, cancellation) -> "now it answers");
      scene.pipeline(notingPainter()).run(scene.wish());
      assertThat(scene.prompts).containsExactly("now it answers");
    }

    @Test
    void a_picture_that_cannot_be_had_ends_the_run_and_its_words_stay() {
      scene.painter.fail(FailureCode.OPENAI_RATE_LIMIT, "too fast");
      JobException failure = catchThrowableOfType(JobException.class, PipelineTest.this::make);
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_RATE_LIMIT);
      assertThat(failure).hasMessage("too fast");
      assertThat(scene.stored())
          .contains(TEXTS)
          .contains(ArtifactKind.ENHANCED)
          .doesNotContain(ArtifactKind.GENERATED, ArtifactKind.ANNOTATED, ArtifactKind.THUMBNAIL);
    }

    @Test
    void a_caption_that_cannot_be_had_costs_no_second_picture() throws Exception {
      scene.annotator.fail(FailureCode.INTERNAL_SERVER_ERROR, "no font");
      assertThatThrownBy(() -> make()).hasMessage("no font");
      assertThat(scene.stored())
          .contains(ArtifactKind.GENERATED)
          .doesNotContain(ArtifactKind.ANNOTATED);
      scene.annotator.recover();
      make();
      assertThat(scene.painter.calls()).isEqualTo(1);
      assertThat(scene.stored()).contains(ArtifactKind.ANNOTATED, ArtifactKind.THUMBNAIL);
    }

    @ParameterizedTest
    @EnumSource(names = {"DATA", "PROMPT", "SELECTOR", "ENHANCED"})
    void words_that_cannot_be_stored_end_the_run_before_it_pays(ArtifactKind kind) {
      scene.obstruct(kind);
      assertThatThrownBy(() -> make()).isInstanceOf(IOException.class);
      assertThat(scene.painter.calls()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"GENERATED", "ANNOTATED", "THUMBNAIL"})
    void a_picture_that_cannot_be_stored_ends_the_run(ArtifactKind kind) {
      scene.obstruct(kind);
      assertThatThrownBy(() -> make()).isInstanceOf(IOException.class);
    }
  }

  @Nested
  class WhenThereIsNoPainter {
    @Test
    void a_card_is_annotated_and_the_image_phases_are_skipped() throws Exception {
      RunContext work = scene.wish();
      scene.pipelineWithoutPainter().run(work);
      assertThat(skipped(work))
          .containsExactly(Phase.IMAGE_PREP, Phase.IMAGE_WAIT, Phase.IMAGE_DOWNLOAD);
      assertThat(scene.text(ArtifactKind.ANNOTATED)).startsWith("card | ");
      assertThat(scene.stored()).doesNotContain(ArtifactKind.GENERATED);
    }
  }
}
