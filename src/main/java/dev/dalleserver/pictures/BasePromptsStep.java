package dev.dalleserver.pictures;

import dev.dalleserver.progress.Phase;
import java.io.IOException;

/** Stores the prompts that are made of the drawn words. */
record BasePromptsStep(PictureArtifacts artifacts) implements PipelineStep {
  @Override
  public Phase phase() {
    return Phase.BASE_PROMPTS;
  }

  @Override
  public boolean isNeeded(PictureDraft draft) throws IOException {
    return draft.isForced() || artifacts.load(draft.key()).isEmpty();
  }

  @Override
  public void run(PictureDraft draft) throws IOException {
    artifacts.deleteEnhanced(draft.key());
    artifacts.setReceivedAside(draft.key(), "the picture is made anew with other words");
    artifacts.saveTexts(draft.key(), draft.dress());
  }
}
