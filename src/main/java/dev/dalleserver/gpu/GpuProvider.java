package dev.dalleserver.gpu;

import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.CallLimits;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.ProviderCalls;
import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.resilience.RemoteProvider;
import java.time.Duration;
import java.util.Map;

/** A server of one's own with all its parts. */
public final class GpuProvider implements RemoteProvider {
  /** The process ends after this, whether or not the server has heard of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ImageServer server;
  private final GpuClient client;
  private final ProviderCalls calls;
  private final GpuImages images;

  /**
   * The parts of the server that providers of this kind are made of.
   *
   * @param pictures keeps pictures as they arrive
   * @param codec checks and re-encodes received pictures
   * @param listener called for every picture that is asked for
   * @param calls clocks, randomness and waiting
   */
  public record Parts(
      ReceivedPictures pictures,
      PictureCodec codec,
      CallListener listener,
      CallEnvironment calls) {}

  /**
   * @param client the one that {@code server} uses; closed with this
   */
  public GpuProvider(ImageServer server, GpuClient client, GpuSettings settings, Parts parts) {
    this.server = server;
    this.client = client;
    this.calls =
        new ProviderCalls(
            server.name(),
            new CallLimits(
                settings.attempts(), settings.concurrentPictures(), settings.imagesPerMinute()),
            parts.listener(),
            parts.calls());
    this.images =
        new GpuImages(
            server, calls.policy(), parts.pictures(), parts.codec(), parts.calls(), settings);
  }

  public ImageProvider images() {
    return images;
  }

  @Override
  public ProviderStatus status() {
    return calls.status();
  }

  @Override
  public String describe() {
    return server.name() + " at " + client.describe();
  }

  @Override
  public Map<String, String> endpoints() {
    return Map.of("images", server.model() + " at " + client.host());
  }

  /** Aborts the calls under way; the server is told to stop its work on them. */
  @Override
  public void close() {
    client.close();
    try {
      images.awaitStops(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
