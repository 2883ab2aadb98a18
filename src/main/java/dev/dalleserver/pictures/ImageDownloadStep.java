package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.progress.Phase;
import java.io.IOException;
import java.util.Optional;

/** Stores the picture that the provider has sent. */
record ImageDownloadStep(PictureArtifacts artifacts, Optional<ImageProvider> provider)
    implements PipelineStep {
  @Override
  public Phase phase() {
    return Phase.IMAGE_DOWNLOAD;
  }

  /** Stored even if the run was cancelled meanwhile: it has arrived and may have cost money. */
  @Override
  public boolean mayEndBefore() {
    return false;
  }

  @Override
  public boolean isNeeded(PictureDraft draft) {
    return draft.painted().isPresent();
  }

  @Override
  public void run(PictureDraft draft) throws IOException {
    PaintedImage image = draft.painted().orElseThrow();
    ImageProvider painter = provider.orElseThrow();
    PictureFacts.Origin origin =
        new PictureFacts.Origin(
            painter.name(),
            painter.model(),
            image.providerRequestId(),
            image.url(),
            image.mode(),
            image.createdAt().getEpochSecond());
    DalleDress painted =
        artifacts.savePicture(draft.key(), draft.words(), draft.dress(), image.png(), origin);
    artifacts.deleteReceived(draft.key(), image.source());
    draft.updateDress(painted);
    draft.setPicture(Optional.of(image.png()));
    draft.setPainted(Optional.empty());
  }
}
