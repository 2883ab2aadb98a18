package dev.dalleserver.openai;

import dev.dalleserver.generation.ImageProvider;
import dev.dalleserver.generation.PictureCodec;
import dev.dalleserver.generation.PromptEnhancer;
import dev.dalleserver.generation.ReceivedPictures;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Everything about the remote provider, wired: one client, one breaker and one retry budget for all
 * calls to the API. Close it when the server stops; calls under way are then aborted.
 */
public final class OpenAiProvider implements AutoCloseable {
  private final OpenAiSettings settings;
  private final OpenAiClient client;
  private final ProviderMonitor monitor;
  private final CircuitBreaker breaker;
  private final RetryBudget budget = new RetryBudget();
  private final ImageProvider images;
  private final PromptEnhancer enhancer;

  /**
   * @param pictures where pictures are kept as they come
   * @param codec checks and re-encodes what comes
   * @param listener told of every call
   * @param clock the wall clock
   * @param nanos a monotonic clock, the one that {@code Cancellation}s use
   */
  public OpenAiProvider(
      OpenAiSettings settings,
      ReceivedPictures pictures,
      PictureCodec codec,
      OpenAiListener listener,
      Clock clock,
      LongSupplier nanos) {
    this(settings, pictures, codec, listener, ProviderEnvironment.real(clock, nanos));
  }

  OpenAiProvider(
      OpenAiSettings settings,
      ReceivedPictures pictures,
      PictureCodec codec,
      OpenAiListener listener,
      ProviderEnvironment surroundings) {
    this.settings = settings;
    this.client = new OpenAiClient(settings, surroundings);
    this.monitor = new ProviderMonitor(surroundings.clock(), listener);
    this.breaker = new CircuitBreaker(surroundings.nanos(), monitor::breakerChanged);
    CallPermits slots = new CallPermits(settings.concurrentCalls());
    ResiliencePolicy api = policy(slots, Optional.of(breaker), budget, surroundings);
    // Downloads come from another host: they have a budget of their own, and no breaker, because
    // the picture behind the URL is paid for and gone within the hour.
    ResiliencePolicy downloads = policy(slots, Optional.empty(), new RetryBudget(), surroundings);
    FailureReader failures =
        new FailureReader(new Redaction(settings.apiKey()), surroundings.clock());
    ImageCalls calls =
        new ImageCalls(
            client,
            api,
            new ImageAnswerReader(failures),
            new ImageDownload(client, settings, surroundings),
            downloads,
            pictures);
    this.images = new OpenAiImages(settings, calls, pictures, codec, surroundings.clock());
    this.enhancer = new OpenAiEnhancer(settings, client, api, new ChatAnswerReader(failures));
  }

  private ResiliencePolicy policy(
      CallPermits slots,
      Optional<CircuitBreaker> guard,
      RetryBudget tokens,
      ProviderEnvironment surroundings) {
    GuardedCall gate = new GuardedCall(slots, guard, monitor, surroundings.nanos());
    return new ResiliencePolicy(settings.attempts(), gate, tokens, surroundings, monitor);
  }

  public ImageProvider images() {
    return images;
  }

  public PromptEnhancer enhancer() {
    return enhancer;
  }

  /** How the provider has been doing, now. */
  public ProviderStatus status() {
    return monitor.status(breaker.state(), budget.tokens());
  }

  /** Provider, models, base URL and the key's end, for the line at the start. */
  public String describe() {
    return "openai at "
        + settings.baseUrl()
        + ", images by "
        + settings.imageModel()
        + ", prompts by "
        + settings.enhancementModel()
        + ", key "
        + settings.apiKey();
  }

  @Override
  public void close() {
    client.close();
  }
}
