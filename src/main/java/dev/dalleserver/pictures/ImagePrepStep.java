package dev.dalleserver.pictures;

import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.progress.Phase;
import java.io.IOException;
import java.util.Optional;

/** Decides what the provider is asked for, unless the picture is stored or none is to be made. */
record ImagePrepStep(PictureArtifacts artifacts, Optional<ImageProvider> provider)
    implements PipelineStep {
  @Override
  public Phase phase() {
    return Phase.IMAGE_PREP;
  }

  @Override
  public boolean isNeeded(PictureDraft draft) throws IOException {
    draft.setPicture(draft.isForced() ? Optional.empty() : loadStored(draft));
    return draft.picture().isEmpty() && provider.isPresent();
  }

  @Override
  public void run(PictureDraft draft) throws IOException {
    artifacts.requireStorable(draft.key());
    draft.setRequest(PaintRequest.of(draft.dress().words(), ReceivedName.of(draft.key())));
  }

  /**
   * Loads the stored picture; empty when a paid picture was received later. That one is newer, of a
   * forced run that was cut off: it is paid for, and the stored prompts belong to it.
   */
  private Optional<byte[]> loadStored(PictureDraft draft) throws IOException {
    boolean paid = provider.map(ImageProvider::isPaid).orElse(false);
    if (paid && artifacts.hasNewerReceived(draft.key())) {
      return Optional.empty();
    }
    Optional<byte[]> picture = artifacts.loadPicture(draft.key(), draft.storedSince());
    if (picture.isPresent() && paid) {
      // Bytes that were received earlier are left by a crash after the picture was stored, or they
      // are the newer picture and the clock was set back: the server cannot tell which.
      artifacts.setReceivedAside(draft.key(), "the stored picture bears a later time");
    }
    return picture;
  }
}
