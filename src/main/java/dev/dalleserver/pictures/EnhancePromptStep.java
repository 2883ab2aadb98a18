package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.progress.Phase;
import java.io.IOException;
import java.util.Optional;

/**
 * Has a language model rewrite the prompt. Optional, since the base prompt makes a good picture
 * too.
 */
record EnhancePromptStep(PictureArtifacts artifacts, Optional<PromptEnhancer> enhancer)
    implements PipelineStep {
  @Override
  public Phase phase() {
    return Phase.ENHANCE_PROMPT;
  }

  @Override
  public boolean isOptional() {
    return true;
  }

  /** A stored picture was made with the stored words: no other prompt can be told of it. */
  @Override
  public boolean isNeeded(PictureDraft draft) throws IOException {
    return draft.dress().words().prompts().enhanced().isBlank()
        && enhancer.isPresent()
        && (draft.isForced()
            || !artifacts.isStoredSince(draft.storedSince(), ArtifactKind.GENERATED, draft.key()));
  }

  @Override
  public void run(PictureDraft draft) throws JobException, CancelledException, IOException {
    artifacts.requireStorable(draft.key());
    String text =
        enhancer
            .orElseThrow()
            .enhance(draft.dress().words(), draft.usageListener(), draft.cancellation());
    DalleDress enhanced = draft.dress().withEnhancedPrompt(text);
    draft.words().saveEnhanced(enhanced);
    draft.updateDress(enhanced);
  }
}
