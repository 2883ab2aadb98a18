package dev.dalleserver.openai;

import dev.dalleserver.jobs.WaitingLine;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PromptEnhancer;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderCalls;
import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.resilience.RemoteProvider;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import okhttp3.Dns;

/**
 * The remote provider with all its parts: one client, and for each kind of call one breaker, one
 * retry budget and one line. Closing it, when the server stops, aborts the calls under way.
 */
public final class OpenAiProvider implements RemoteProvider {
  private final OpenAiSettings settings;
  private final OpenAiClient client;
  private final ProviderCalls calls;
  private final OpenAiImages images;
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
      CallListener listener,
      Clock clock,
      LongSupplier nanos) {
    this(settings, pictures, codec, listener, CallEnvironment.real(clock, nanos), Dns.SYSTEM);
  }

  /**
   * @param environment of its calls
   */
  public OpenAiProvider(
      OpenAiSettings settings,
      ReceivedPictures pictures,
      PictureCodec codec,
      CallListener listener,
      CallEnvironment environment) {
    this(settings, pictures, codec, listener, environment, Dns.SYSTEM);
  }

  /**
   * @param dns resolves the hosts that image URLs name
   */
  OpenAiProvider(
      OpenAiSettings settings,
      ReceivedPictures pictures,
      PictureCodec codec,
      CallListener listener,
      CallEnvironment environment,
      Dns dns) {
    this.settings = settings;
    this.client = new OpenAiClient(settings, environment);
    this.calls = new ProviderCalls("openai", settings.limits(), listener, environment);
    Redaction redaction = settings.redaction();
    FailureReader failures = new FailureReader(redaction, environment.clock());
    ImageCalls imageCalls =
        new ImageCalls(
            client,
            calls.policy(),
            new ImageAnswerReader(failures, redaction, pictures, settings.baseUrl()),
            new PaidDownload(
                new ImageDownload(client, settings, environment.nanos(), dns),
                calls.policy(),
                pictures,
                environment.sleeper()));
    this.images = new OpenAiImages(settings, imageCalls, pictures, codec, environment.clock());
    this.enhancer =
        new OpenAiEnhancer(settings, client, calls.policy(), new ChatAnswerReader(failures));
  }

  public ImageProvider images() {
    return images;
  }

  public PromptEnhancer enhancer() {
    return enhancer;
  }

  /** Returns the parameters that the image model does not take, as far as it was asked. */
  public List<String> parametersLeftOut() {
    return images.parametersLeftOut();
  }

  @Override
  public ProviderStatus status() {
    return calls.status();
  }

  @Override
  public WaitingLine line() {
    return calls.line(Operation.IMAGE);
  }

  /** Describes the provider by its models, base URLs, the ends of its keys, and the proxies. */
  @Override
  public String describe() {
    return ProviderDescription.of(settings);
  }

  @Override
  public Map<String, String> endpoints() {
    return ProviderDescription.endpoints(settings);
  }

  /** Describes only the part that rewrites prompts, for a server that paints by itself. */
  public String describeChat() {
    return ProviderDescription.ofChat(settings);
  }

  @Override
  public void close() {
    client.close();
  }
}
