package dev.dalleserver.generation;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import dev.dalleserver.progress.ProgressRun;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The phases of a picture, in order. Each stores what it made before it is left, and is skipped
 * when that is there already: this one rule resumes after a crash and never pays twice.
 */
final class Pipeline {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final PictureProviders studio;
  private final PictureArtifacts archive;

  Pipeline(PictureProviders studio, PictureArtifacts archive) {
    this.studio = studio;
    this.archive = archive;
  }

  /**
   * Makes the picture; returns when its files are stored.
   *
   * @throws GenerationException when a phase failed that the picture cannot do without
   * @throws CancelledException when the commission was cancelled or took too long
   * @throws IOException when something could not be stored
   */
  void run(PictureJob work) throws GenerationException, CancelledException, IOException {
    DalleDress dress = setup(work);
    dress = basePrompts(work, dress);
    dress = enhance(work, dress);
    Optional<byte[]> picture = work.force() ? Optional.empty() : stored(work);
    if (picture.isPresent() || studio.provider().isEmpty()) {
      skipImage(work);
    } else {
      Painted painted = paint(work, dress, studio.provider().get());
      picture = Optional.of(painted.png());
      dress = painted.dress();
    }
    keepTimes(work, annotate(work, dress, picture));
  }

  private DalleDress setup(PictureJob work) throws CancelledException, IOException {
    enter(work, Phase.SETUP);
    DalleDress dress = work.plan();
    if (!work.force()) {
      dress = archive.load(work.key()).map(DalleDress::unfinished).orElse(dress);
      work.progress().wear(dress);
    }
    work.progress().leave(Phase.SETUP);
    return dress;
  }

  private DalleDress basePrompts(PictureJob work, DalleDress dress)
      throws CancelledException, IOException {
    if (!work.force() && archive.load(work.key()).isPresent()) {
      return skip(work, Phase.BASE_PROMPTS, dress);
    }
    enter(work, Phase.BASE_PROMPTS);
    archive.deleteEnhanced(work.key());
    archive.setReceivedAside(work.key(), "the picture is made anew with other words");
    archive.saveTexts(work.key(), dress);
    work.progress().leave(Phase.BASE_PROMPTS);
    return dress;
  }

  private DalleDress enhance(PictureJob work, DalleDress dress)
      throws CancelledException, IOException {
    if (!dress.enhancedPrompt().isBlank() || studio.enhancer().isEmpty()) {
      return skip(work, Phase.ENHANCE_PROMPT, dress);
    }
    enter(work, Phase.ENHANCE_PROMPT);
    archive.requireStorable(work.key());
    ProgressRun progress = work.progress();
    try {
      String text = studio.enhancer().get().enhance(dress, work.cancellation());
      DalleDress enhanced = dress.withEnhancedPrompt(text);
      archive.saveEnhanced(work.key(), enhanced);
      progress.wear(enhanced);
      progress.leave(Phase.ENHANCE_PROMPT);
      return enhanced;
    } catch (GenerationException e) {
      // The base prompt makes a good picture too.
      progress.leaveFailed(Phase.ENHANCE_PROMPT, e.getMessage());
      return dress;
    }
  }

  /**
   * The stored picture. One that was received later is the newer one, of a forced run that was cut
   * off: it is paid for, and its words are the stored ones.
   */
  private Optional<byte[]> stored(PictureJob work) throws IOException {
    boolean paid = studio.provider().map(ImageProvider::paid).orElse(false);
    if (paid && archive.receivedLater(work.key())) {
      return Optional.empty();
    }
    Optional<byte[]> picture = archive.picture(work.key());
    if (picture.isPresent() && paid) {
      // Either a crash has kept it when the picture was stored already, or the clock was set back
      // and it is the newer one: nothing tells which.
      archive.setReceivedAside(work.key(), "the stored picture bears a later time");
    }
    return picture;
  }

  private void skipImage(PictureJob work) throws CancelledException {
    work.cancellation().check();
    work.progress().skip(Phase.IMAGE_PREP);
    work.progress().skip(Phase.IMAGE_WAIT);
    work.progress().skip(Phase.IMAGE_DOWNLOAD);
  }

  private record Painted(byte[] png, DalleDress dress) {}

  private Painted paint(PictureJob work, DalleDress dress, ImageProvider provider)
      throws GenerationException, CancelledException, IOException {
    enter(work, Phase.IMAGE_PREP);
    archive.requireStorable(work.key());
    PaintRequest request = PaintRequest.of(dress, ReceivedName.of(work.key()));
    work.progress().leave(Phase.IMAGE_PREP);

    enter(work, Phase.IMAGE_WAIT);
    Optional<PaintedImage> received = provider.received(request, work.cancellation());
    if (received.isEmpty() && !work.force()) {
      // A run that was ended can have stored its picture since this one has looked.
      Optional<byte[]> meanwhile = archive.picture(work.key());
      if (meanwhile.isPresent()) {
        return storedMeanwhile(work, dress, meanwhile.get());
      }
    }
    PaintedImage image =
        received.isPresent()
            ? received.get()
            : provider.paint(request, downloadBegins(work), work.cancellation());
    if (work.progress().currentPhase() == Phase.IMAGE_WAIT) {
      toDownload(work.progress());
    }
    // Stored even if the run was cancelled meanwhile: it is here, and it may have cost money.
    DalleDress.Origin origin =
        new DalleDress.Origin(
            provider.name(),
            provider.model(),
            image.providerRequestId(),
            image.url(),
            image.mode(),
            image.createdAt().getEpochSecond());
    DalleDress painted = archive.savePicture(work.key(), dress, image.png(), origin);
    archive.forgetReceived(work.key(), image.madeOf());
    work.progress().wear(painted);
    work.progress().leave(Phase.IMAGE_DOWNLOAD);
    return new Painted(image.png(), painted);
  }

  private Painted storedMeanwhile(PictureJob work, DalleDress dress, byte[] png)
      throws IOException {
    work.progress().leave(Phase.IMAGE_WAIT);
    work.progress().skip(Phase.IMAGE_DOWNLOAD);
    DalleDress stored = archive.load(work.key()).map(DalleDress::unfinished).orElse(dress);
    work.progress().wear(stored);
    return new Painted(png, stored);
  }

  /** What a provider calls decoding is fetching, checking and storing the picture. */
  private static ProgressListener downloadBegins(PictureJob work) {
    ProgressRun progress = work.progress();
    return (stage, step, totalSteps) -> {
      if (stage == ProgressListener.Stage.DECODING && progress.currentPhase() == Phase.IMAGE_WAIT) {
        toDownload(progress);
      }
    };
  }

  private static void toDownload(ProgressRun progress) {
    progress.leave(Phase.IMAGE_WAIT);
    progress.enter(Phase.IMAGE_DOWNLOAD);
  }

  private DalleDress annotate(PictureJob work, DalleDress dress, Optional<byte[]> picture)
      throws GenerationException, CancelledException, IOException {
    enter(work, Phase.ANNOTATE);
    Instant createdAt = archive.paintedAt(work.key(), dress);
    AnnotatedImage image =
        picture.isPresent()
            ? studio.annotator().annotate(picture.get(), dress, createdAt)
            : studio.annotator().card(dress, createdAt);
    work.cancellation().check();
    DalleDress complete = archive.saveAnnotated(work.key(), dress, image);
    work.progress().wear(complete);
    work.progress().leave(Phase.ANNOTATE);
    return complete;
  }

  private void keepTimes(PictureJob work, DalleDress complete) {
    Map<String, Long> millis = new LinkedHashMap<>();
    for (PhaseTiming phase : work.progress().snapshot().phases()) {
      if (!phase.skipped() && phase.endedNs() != 0) {
        millis.put(phase.name().text(), phase.elapsedNs(phase.endedNs()) / NANOS_PER_MILLI);
      }
    }
    DalleDress timed = complete.withPhaseMillis(millis);
    archive.saveTimes(work.key(), timed);
    work.progress().wear(timed);
  }

  /** The one place between phases where a run notices that it should end. */
  private static void enter(PictureJob work, Phase phase) throws CancelledException {
    work.cancellation().check();
    work.progress().enter(phase);
  }

  private static DalleDress skip(PictureJob work, Phase phase, DalleDress dress)
      throws CancelledException {
    work.cancellation().check();
    work.progress().skip(phase);
    return dress;
  }
}
