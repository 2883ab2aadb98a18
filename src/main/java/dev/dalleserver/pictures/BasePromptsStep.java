package dev.dalleserver.pictures;

import dev.dalleserver.progress.Phase;
import java.io.IOException;

/**
 * Stores the prompts that are made of the drawn words. Prompts that are stored already stay as they
 * are, whichever program stored them, unless the run is to start from nothing.
 */
record BasePromptsStep(PictureArtifacts artifacts) implements PipelineStep {
  @Override
  public Phase phase() {
    return Phase.BASE_PROMPTS;
  }

  @Override
  public boolean isNeeded(PictureDraft draft) throws IOException {
    return draft.isForced() || (!draft.words().hasAllWords() && !artifacts.hasPicture(draft.key()));
  }

  @Override
  public void run(PictureDraft draft) throws IOException {
    if (draft.isForced()) {
      draft.words().deleteEnhanced();
      artifacts.setReceivedAside(draft.key(), "the picture is made anew with other words");
      draft.words().saveAll(draft.dress());
    } else {
      if (draft.words().load(draft::dress).isEmpty()) {
        artifacts.setReceivedAside(draft.key(), "the picture is made anew with other words");
      }
      draft.words().fill(draft.dress());
    }
  }
}
