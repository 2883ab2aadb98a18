package dev.dalleserver.painting;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.image.PngEncoder;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.technique.Pace;
import dev.dalleserver.painting.technique.StoppedException;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pricing.TokenUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Paints without a network: the words of a dress, or those found in a free prompt, become a scene,
 * the scene a study, and a technique makes a picture of it. A pure function of the request and of
 * {@link #VERSION}: the same request gives the same pixels, and one release the same bytes. Any
 * number of threads may call it at once; they wait for render permits.
 */
public final class OfflinePainter implements ImageProvider {
  /** Changes whenever a request would give other pixels than before. */
  public static final String VERSION = "offline-1";

  static final String NAME = "offline";

  /** The date of {@link #VERSION}: pictures bear it so that they do not depend on a clock. */
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  /** It reads no tokens, and has one quality. */
  private static final PaintingNotes NOTES =
      new PaintingNotes(Optional.of(TokenUsage.NONE), "", "high", "opaque");

  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 2048;

  private final PromptReader prompts;
  private final RenderPermits permits;

  /**
   * @param vocabulary where words of free prompts are looked up
   */
  public OfflinePainter(Vocabulary vocabulary, RenderPermits permits) {
    this.prompts = new PromptReader(vocabulary);
    this.permits = permits;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String model() {
    return VERSION;
  }

  @Override
  public boolean isPaid() {
    return false;
  }

  /** Fails only by cancellation or the deadline. */
  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws CancelledException {
    int steps = request.tuning().steps();
    listener.onProgress(Stage.LOADING, 0, steps);
    cancellation.check();
    ImageSize size = fitting(request.size().orElse(ImageSize.SQUARE));
    Scene scene =
        request
            .dress()
            .map(dress -> SceneFactory.create(dress, request.seed(), size))
            .orElseGet(() -> prompts.read(request, size));
    Pace pace = new StepReporter(listener, cancellation, steps);
    byte[] png =
        permits.run(
            cancellation,
            () -> {
              Canvas canvas = render(scene, pace, new PartialReporter(listener), cancellation);
              listener.onProgress(Stage.DECODING, 0, steps);
              return PngEncoder.encode(canvas.pixels(), canvas.width(), canvas.height());
            });
    cancellation.check();
    return new PaintedImage(png, size, request.seed(), NAME, "", "", CREATED, ignored(request))
        .withNotes(NOTES);
  }

  private static Canvas render(
      Scene scene, Pace pace, PartialReporter partials, Cancellation cancellation)
      throws CancelledException {
    try {
      return new RenderPipeline(scene).paint(pace, partials);
    } catch (StoppedException stopped) {
      // The reason of the cancellation that has stopped it.
      cancellation.check();
      throw new IllegalStateException("stopped without a cancellation", stopped);
    }
  }

  private static ImageSize fitting(ImageSize asked) {
    return new ImageSize(fitting(asked.width()), fitting(asked.height()));
  }

  private static int fitting(int side) {
    return Math.max(MIN_SIDE, Math.min(MAX_SIDE, side));
  }

  /**
   * Lists the tuning that has no effect: there is no diffusion to guide, and only free prompts use
   * a negative prompt.
   */
  private static List<String> ignored(PaintRequest request) {
    return request.dress().isPresent()
        ? List.of("cfgScale", "sampler", "negativePrompt")
        : List.of("cfgScale", "sampler");
  }
}
