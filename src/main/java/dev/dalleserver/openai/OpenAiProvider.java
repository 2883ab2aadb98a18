package dev.dalleserver.openai;

import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PromptEnhancer;
import dev.dalleserver.pictures.ReceivedPictures;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The remote provider with all its parts: one client, one breaker and one retry budget for all
 * calls to the API. Closing it, when the server stops, aborts the calls under way.
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
   * @param pictures keeps pictures as they arrive
   * @param codec checks and re-encodes received pictures
   * @param listener called for every call
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
      ProviderEnvironment environment) {
    this.settings = settings;
    this.client = new OpenAiClient(settings, environment);
    this.monitor = new ProviderMonitor(environment.clock(), listener);
    this.breaker = new CircuitBreaker(environment.nanos(), monitor::breakerChanged);
    CallPermits permits = new CallPermits(settings.concurrentCalls());
    ResiliencePolicy api = policy(permits, Optional.of(breaker), budget, environment);
    // Downloads come from another host: they have a separate budget, and no breaker, because the
    // picture behind the URL is paid for and gone within the hour.
    ResiliencePolicy downloads = policy(permits, Optional.empty(), new RetryBudget(), environment);
    FailureReader failures =
        new FailureReader(new Redaction(settings.apiKey()), environment.clock());
    ImageCalls calls =
        new ImageCalls(
            client,
            api,
            new ImageAnswerReader(failures),
            new ImageDownload(client, settings, environment),
            downloads,
            pictures);
    this.images = new OpenAiImages(settings, calls, pictures, codec, environment.clock());
    this.enhancer = new OpenAiEnhancer(settings, client, api, new ChatAnswerReader(failures));
  }

  private ResiliencePolicy policy(
      CallPermits permits,
      Optional<CircuitBreaker> circuitBreaker,
      RetryBudget retryBudget,
      ProviderEnvironment environment) {
    GuardedCall guardedCall =
        new GuardedCall(permits, circuitBreaker, monitor, environment.nanos());
    return new ResiliencePolicy(
        settings.attempts(), guardedCall, retryBudget, environment, monitor);
  }

  public ImageProvider images() {
    return images;
  }

  public PromptEnhancer enhancer() {
    return enhancer;
  }

  /** Returns the present status of the provider. */
  public ProviderStatus status() {
    return monitor.status(breaker.state(), budget.tokens());
  }

  /**
   * Describes the provider, its models, base URL and the end of its key, for the log line at the
   * start.
   */
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
