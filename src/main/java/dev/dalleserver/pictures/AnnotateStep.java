package dev.dalleserver.pictures;

import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.progress.Phase;
import java.io.IOException;
import java.time.Instant;

/** Sets the caption under the picture, or makes a plain card when there is none. */
record AnnotateStep(PictureArtifacts artifacts, Annotator annotator) implements PipelineStep {
  @Override
  public Phase phase() {
    return Phase.ANNOTATE;
  }

  @Override
  public boolean isNeeded(PictureDraft draft) {
    return true;
  }

  @Override
  public void run(PictureDraft draft) throws JobException, CancelledException, IOException {
    Instant createdAt = artifacts.paintedAt(draft.key(), draft.dress());
    AnnotatedImage image =
        draft.picture().isPresent()
            ? annotator.annotate(draft.picture().get(), draft.dress(), createdAt)
            : annotator.renderCard(draft.dress(), createdAt);
    draft.cancellation().check();
    draft.updateDress(artifacts.saveAnnotated(draft.key(), draft.words(), draft.dress(), image));
  }
}
