package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.progress.PhaseTiming;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
            new SetupStep(artifacts),
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
   * @throws JobException when a required step failed
   * @throws CancelledException when the run was cancelled or took too long
   * @throws IOException when a file could not be stored
   */
  void run(RunContext context) throws JobException, CancelledException, IOException {
    PictureDraft draft = new PictureDraft(context);
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
    artifacts.saveTimes(draft.key(), timed);
    draft.updateDress(timed);
  }
}
