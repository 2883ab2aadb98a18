package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseTiming;
import dev.dalleserver.progress.ProgressRun;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The phases of a run, in order. Each phase stores its result before it ends, and is skipped when
 * the result is stored already: by this one rule a run resumes after a crash and never pays twice.
 */
final class Pipeline {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final PictureProviders providers;
  private final PictureArtifacts artifacts;

  Pipeline(PictureProviders providers, PictureArtifacts artifacts) {
    this.providers = providers;
    this.artifacts = artifacts;
  }

  /**
   * Makes the picture; returns when its files are stored.
   *
   * @throws JobException when a required phase failed
   * @throws CancelledException when the run was cancelled or took too long
   * @throws IOException when a file could not be stored
   */
  void run(PictureJob job) throws JobException, CancelledException, IOException {
    DalleDress dress = setup(job);
    dress = basePrompts(job, dress);
    dress = enhance(job, dress);
    Optional<byte[]> picture = job.force() ? Optional.empty() : loadStored(job);
    if (picture.isPresent() || providers.provider().isEmpty()) {
      skipImage(job);
    } else {
      Painted painted = paint(job, dress, providers.provider().get());
      picture = Optional.of(painted.png());
      dress = painted.dress();
    }
    saveTimes(job, annotate(job, dress, picture));
  }

  /** Describes an error of the disk for clients. */
  String describe(IOException fault) {
    return artifacts.describe(fault);
  }

  private DalleDress setup(PictureJob job) throws CancelledException, IOException {
    enter(job, Phase.SETUP);
    DalleDress dress = job.plan();
    if (!job.force()) {
      dress = artifacts.load(job.key()).map(DalleDress::unfinished).orElse(dress);
      job.progress().updateDress(dress);
    }
    job.progress().leave(Phase.SETUP);
    return dress;
  }

  private DalleDress basePrompts(PictureJob job, DalleDress dress)
      throws CancelledException, IOException {
    if (!job.force() && artifacts.load(job.key()).isPresent()) {
      return skip(job, Phase.BASE_PROMPTS, dress);
    }
    enter(job, Phase.BASE_PROMPTS);
    artifacts.deleteEnhanced(job.key());
    artifacts.setReceivedAside(job.key(), "the picture is made anew with other words");
    artifacts.saveTexts(job.key(), dress);
    job.progress().leave(Phase.BASE_PROMPTS);
    return dress;
  }

  private DalleDress enhance(PictureJob job, DalleDress dress)
      throws CancelledException, IOException {
    if (!dress.enhancedPrompt().isBlank() || providers.enhancer().isEmpty()) {
      return skip(job, Phase.ENHANCE_PROMPT, dress);
    }
    enter(job, Phase.ENHANCE_PROMPT);
    artifacts.requireStorable(job.key());
    ProgressRun progress = job.progress();
    try {
      String text = providers.enhancer().get().enhance(dress, job.cancellation());
      DalleDress enhanced = dress.withEnhancedPrompt(text);
      artifacts.saveEnhanced(job.key(), enhanced);
      progress.updateDress(enhanced);
      progress.leave(Phase.ENHANCE_PROMPT);
      return enhanced;
    } catch (JobException e) {
      // The base prompt makes a good picture too.
      progress.leaveFailed(Phase.ENHANCE_PROMPT, e.getMessage());
      return dress;
    }
  }

  /**
   * Loads the stored picture; empty when a paid picture was received later. That one is newer, of a
   * forced run that was cut off: it is paid for, and the stored prompts belong to it.
   */
  private Optional<byte[]> loadStored(PictureJob job) throws IOException {
    boolean paid = providers.provider().map(ImageProvider::isPaid).orElse(false);
    if (paid && artifacts.hasNewerReceived(job.key())) {
      return Optional.empty();
    }
    Optional<byte[]> picture = artifacts.loadPicture(job.key());
    if (picture.isPresent() && paid) {
      // Bytes that were received earlier are left by a crash after the picture was stored, or they
      // are the newer picture and the clock was set back: the server cannot tell which.
      artifacts.setReceivedAside(job.key(), "the stored picture bears a later time");
    }
    return picture;
  }

  private void skipImage(PictureJob job) throws CancelledException {
    job.cancellation().check();
    job.progress().skip(Phase.IMAGE_PREP);
    job.progress().skip(Phase.IMAGE_WAIT);
    job.progress().skip(Phase.IMAGE_DOWNLOAD);
  }

  private record Painted(byte[] png, DalleDress dress) {}

  private Painted paint(PictureJob job, DalleDress dress, ImageProvider provider)
      throws JobException, CancelledException, IOException {
    enter(job, Phase.IMAGE_PREP);
    artifacts.requireStorable(job.key());
    PaintRequest request = PaintRequest.of(dress, ReceivedName.of(job.key()));
    job.progress().leave(Phase.IMAGE_PREP);

    enter(job, Phase.IMAGE_WAIT);
    Optional<PaintedImage> received = provider.findReceived(request, job.cancellation());
    if (received.isEmpty() && !job.force()) {
      // An earlier run that was ended may have stored its picture since this run looked.
      Optional<byte[]> meanwhile = artifacts.loadPicture(job.key());
      if (meanwhile.isPresent()) {
        return useStored(job, dress, meanwhile.get());
      }
    }
    PaintedImage image =
        received.isPresent()
            ? received.get()
            : provider.paint(request, downloadListener(job), job.cancellation());
    if (job.progress().currentPhase() == Phase.IMAGE_WAIT) {
      beginDownload(job.progress());
    }
    // Stored even if the run was cancelled meanwhile: the picture has arrived and may have cost
    // money.
    DalleDress.Origin origin =
        new DalleDress.Origin(
            provider.name(),
            provider.model(),
            image.providerRequestId(),
            image.url(),
            image.mode(),
            image.createdAt().getEpochSecond());
    DalleDress painted = artifacts.savePicture(job.key(), dress, image.png(), origin);
    artifacts.deleteReceived(job.key(), image.source());
    job.progress().updateDress(painted);
    job.progress().leave(Phase.IMAGE_DOWNLOAD);
    return new Painted(image.png(), painted);
  }

  private Painted useStored(PictureJob job, DalleDress dress, byte[] png) throws IOException {
    job.progress().leave(Phase.IMAGE_WAIT);
    job.progress().skip(Phase.IMAGE_DOWNLOAD);
    DalleDress stored = artifacts.load(job.key()).map(DalleDress::unfinished).orElse(dress);
    job.progress().updateDress(stored);
    return new Painted(png, stored);
  }

  /**
   * Returns a listener that begins the download phase when the provider reports decoding: fetching,
   * checking and storing the picture.
   */
  private static ProgressListener downloadListener(PictureJob job) {
    ProgressRun progress = job.progress();
    return (stage, step, totalSteps) -> {
      if (stage == ProgressListener.Stage.DECODING && progress.currentPhase() == Phase.IMAGE_WAIT) {
        beginDownload(progress);
      }
    };
  }

  private static void beginDownload(ProgressRun progress) {
    progress.leave(Phase.IMAGE_WAIT);
    progress.enter(Phase.IMAGE_DOWNLOAD);
  }

  private DalleDress annotate(PictureJob job, DalleDress dress, Optional<byte[]> picture)
      throws JobException, CancelledException, IOException {
    enter(job, Phase.ANNOTATE);
    Instant createdAt = artifacts.paintedAt(job.key(), dress);
    AnnotatedImage image =
        picture.isPresent()
            ? providers.annotator().annotate(picture.get(), dress, createdAt)
            : providers.annotator().renderCard(dress, createdAt);
    job.cancellation().check();
    DalleDress complete = artifacts.saveAnnotated(job.key(), dress, image);
    job.progress().updateDress(complete);
    job.progress().leave(Phase.ANNOTATE);
    return complete;
  }

  private void saveTimes(PictureJob job, DalleDress complete) {
    Map<String, Long> millis = new LinkedHashMap<>();
    for (PhaseTiming phase : job.progress().snapshot().phases()) {
      if (!phase.skipped() && phase.endedNs() != 0) {
        millis.put(phase.name().text(), phase.elapsedNs(phase.endedNs()) / NANOS_PER_MILLI);
      }
    }
    DalleDress timed = complete.withPhaseMillis(millis);
    artifacts.saveTimes(job.key(), timed);
    job.progress().updateDress(timed);
  }

  /**
   * Begins a phase, unless the run should end; this is the one place between phases where it
   * notices that.
   */
  private static void enter(PictureJob job, Phase phase) throws CancelledException {
    job.cancellation().check();
    job.progress().enter(phase);
  }

  private static DalleDress skip(PictureJob job, Phase phase, DalleDress dress)
      throws CancelledException {
    job.cancellation().check();
    job.progress().skip(phase);
    return dress;
  }
}
