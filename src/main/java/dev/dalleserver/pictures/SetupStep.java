package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.progress.Phase;
import java.io.IOException;

/** Takes up what an earlier run of the picture has stored. */
record SetupStep(PictureArtifacts artifacts) implements PipelineStep {
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
          artifacts
              .load(draft.key(), draft::dress)
              .map(DalleDress::unfinished)
              .orElse(draft.dress()));
    }
  }
}
