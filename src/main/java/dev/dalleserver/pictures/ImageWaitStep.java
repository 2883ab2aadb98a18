package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.progress.Phase;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the provider for the picture. The next phase, the download, begins in the midst of its call,
 * when it reports decoding.
 *
 * @param previews how many pictures of the work under way to ask for
 */
record ImageWaitStep(PictureArtifacts artifacts, Optional<ImageProvider> provider, int previews)
    implements PipelineStep {
  @Override
  public Phase phase() {
    return Phase.IMAGE_WAIT;
  }

  @Override
  public boolean isNeeded(PictureDraft draft) {
    return draft.request().isPresent();
  }

  @Override
  public void run(PictureDraft draft) throws JobException, CancelledException, IOException {
    PaintRequest request = draft.request().orElseThrow();
    ImageProvider painter = provider.orElseThrow();
    Optional<PaintedImage> received = painter.findReceived(request, draft.cancellation());
    if (received.isEmpty() && !draft.isForced()) {
      // An earlier run that was ended may have stored its picture since this run looked.
      draft.setPicture(artifacts.loadPicture(draft.key(), draft.storedSince()));
    }
    if (draft.picture().isPresent()) {
      draft.words().forget();
      draft.updateDress(
          draft.words().load(draft::dress).map(DalleDress::unfinished).orElse(draft.dress()));
      return;
    }
    if (received.isEmpty() && !draft.isForced()) {
      Instant since = artifacts.wordsMadeAt(draft.key());
      received = painter.findSetAside(request, since, draft.cancellation());
    }
    PaintedImage image =
        received.isPresent()
            ? received.get()
            : painter.paint(request, draft.paintListener(previews), draft.cancellation());
    draft.setPainted(Optional.of(image));
    draft.moveOn(Phase.IMAGE_WAIT, Phase.IMAGE_DOWNLOAD);
  }
}
