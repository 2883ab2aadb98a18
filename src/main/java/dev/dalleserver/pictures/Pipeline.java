package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a run, in order. Each step stores its result before it ends, and is skipped when the
 * result is stored already: by this one rule a run resumes after a crash and never pays twice.
 */
final class Pipeline {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final PictureArtifacts artifacts;
  private final List<PipelineStep> steps;

  Pipeline(PictureProviders providers, PictureArtifacts artifacts) {
    this.artifacts = artifacts;
    this.steps =
        List.of(
            new Setup(),
            new BasePromptsStep(artifacts),
            new EnhancePromptStep(artifacts, providers.enhancer()),
            new ImagePrepStep(artifacts, providers.provider()),
            new ImageWaitStep(artifacts, providers.provider(), providers.previews()),
            new ImageDownloadStep(artifacts, providers.provider()),
            new AnnotateStep(artifacts, providers.annotator()));
  }

  /**
   * Makes the picture; returns when its files are stored.
   *
   * @param ownSince since when what is stored is of this run: one that is to start from nothing
   *     goes on with that
   * @throws JobException when a required step failed
   * @throws CancelledException when the run was cancelled or took too long
   * @throws IOException when a file could not be stored
   */
  void run(RunContext context, Instant ownSince)
      throws JobException, CancelledException, IOException {
    PictureDraft draft =
        new PictureDraft(context, artifacts.words(context.key()), stored(context, ownSince));
    for (PipelineStep step : steps) {
      if (step.mayEndBefore()) {
        // The one place between steps where the run notices that it should end.
        draft.cancellation().check();
      }
      if (step.isNeeded(draft)) {
        run(step, draft);
      } else {
        draft.skip(step.phase());
      }
    }
    saveTimes(context, draft);
  }

  /** Makes a picture that no other process has begun. */
  void run(RunContext context) throws JobException, CancelledException, IOException {
    run(context, Instant.MAX);
  }

  private Optional<Instant> stored(RunContext context, Instant ownSince) throws IOException {
    if (!context.force()) {
      return Optional.of(Instant.MIN);
    }
    // The dress is the last file of the words.
    return artifacts.isStoredSince(ownSince, ArtifactKind.SELECTOR, context.key())
        ? Optional.of(ownSince)
        : Optional.empty();
  }

  private static void run(PipelineStep step, PictureDraft draft)
      throws JobException, CancelledException, IOException {
    draft.enter(step.phase());
    try {
      step.run(draft);
      draft.leave(step.phase());
    } catch (JobException e) {
      if (!step.isOptional()) {
        throw e;
      }
      draft.leaveFailed(step.phase(), e.getMessage());
    }
  }

  /** Describes an error of the disk for clients. */
  String describe(IOException fault) {
    return artifacts.describe(fault);
  }

  private void saveTimes(RunContext context, PictureDraft draft) {
    Map<String, Long> millis = new LinkedHashMap<>();
    for (PhaseTiming phase : context.progress().snapshot().phases()) {
      if (!phase.skipped() && phase.endedNs() != 0) {
        millis.put(phase.name().text(), phase.elapsedNs(phase.endedNs()) / NANOS_PER_MILLI);
      }
    }
    DalleDress timed = draft.dress().withPhaseMillis(millis);
    artifacts.saveTimes(draft.key(), draft.words(), timed);
    draft.updateDress(timed);
  }

  /** Takes up what an earlier run of the picture has stored. */
  private record Setup() implements PipelineStep {
    @Override
    public Phase phase() {
      return Phase.SETUP;
    }

    @Override
    public boolean isNeeded(PictureDraft draft) {
      return true;
    }

    @Override
    public void run(PictureDraft draft) throws IOException {
      if (!draft.isForced()) {
        draft.updateDress(
            draft.words().load(draft::dress).map(DalleDress::unfinished).orElse(draft.dress()));
      }
    }
  }
}
