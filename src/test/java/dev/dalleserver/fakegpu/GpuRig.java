package dev.dalleserver.fakegpu;

import dev.dalleserver.gpu.Credentials;
import dev.dalleserver.gpu.GpuProvider;
import dev.dalleserver.gpu.GpuSettings;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.pictures.Preview;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.TempReceived;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.Sleeper;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A provider with the stand-in that it asks, in real time with short pauses. */
public final class GpuRig implements AutoCloseable {
  public final FakeGpuServer server;
  public final TempReceived received = new TempReceived();
  public final List<String> events = new CopyOnWriteArrayList<>();

  /** The steps that were told, such as {@code 3/20}. */
  public final List<String> steps = new CopyOnWriteArrayList<>();

  /** How many are wanted. */
  public volatile int wantedPreviews = 1;

  public final List<byte[]> previews = new CopyOnWriteArrayList<>();
  public final GpuProvider provider;
  private final GpuSettings settings;
  private final GpuProvider.Parts parts;
  private final BiFunction<GpuSettings, GpuProvider.Parts, GpuProvider> creator;

  public GpuRig(
      FakeGpuServer server, BiFunction<GpuSettings, GpuProvider.Parts, GpuProvider> creator) {
    this(server, creator, Duration.ofSeconds(20), Credentials.NONE);
  }

  public GpuRig(
      FakeGpuServer server,
      BiFunction<GpuSettings, GpuProvider.Parts, GpuProvider> creator,
      Duration limit,
      Credentials credentials) {
    this.server = server;
    this.creator = creator;
    settings =
        new GpuSettings(
            URI.create(server.baseUrl()), credentials, Optional.empty(), limit, 4, 2, 0);
    CallEnvironment environment =
        new CallEnvironment(
            Clock.systemUTC(),
            System::nanoTime,
            () -> 0.9,
            (pause, cancellation) -> Sleeper.REAL.await(pause.dividedBy(10), cancellation));
    parts =
        new GpuProvider.Parts(
            received.pictures(), new ImageIoPictureCodec(), recorder(), environment);
    provider = creator.apply(settings, parts);
  }

  /** Creates another provider for the same server, which begins no more pictures in a minute. */
  GpuProvider paced(int imagesPerMinute) {
    return creator.apply(
        new GpuSettings(
            settings.baseUrl(),
            settings.credentials(),
            settings.size(),
            settings.timeout(),
            settings.attempts(),
            settings.concurrentPictures(),
            imagesPerMinute),
        parts);
  }

  private CallListener recorder() {
    return new CallListener() {
      @Override
      public void requestFinished(Operation operation, String outcome, Duration duration) {
        events.add(operation.label() + " " + outcome);
      }
    };
  }

  /** A request with nothing at its default. */
  public static PaintRequest request(int steps, String sampler) {
    return new PaintRequest(
        "an otter with \"quotes\" and {{seed}}",
        Optional.empty(),
        9_007_199_254_740_991L,
        Optional.of(new ImageSize(96, 64)),
        new Tuning(steps, 3.5, sampler, "no hats"),
        new ReceivedName("a-test"));
  }

  public PaintedImage paint(PaintRequest request) throws JobException, CancelledException {
    return paint(request, Cancellation.none());
  }

  public PaintedImage paint(PaintRequest request, Cancellation cancellation)
      throws JobException, CancelledException {
    return provider
        .images()
        .paint(
            request,
            new ProgressListener() {
              @Override
              public void onProgress(Stage stage, int step, int totalSteps) {
                if (stage == Stage.DIFFUSION) {
                  steps.add(step + "/" + totalSteps);
                }
              }

              @Override
              public int wantedPreviews() {
                return wantedPreviews;
              }

              @Override
              public void onPreview(Preview preview) {
                preview.encode(Encoding.PNG, Optional.empty()).ifPresent(previews::add);
              }
            },
            cancellation);
  }

  /** Paints on another thread; the result is the failure, or nothing. */
  public CompletableFuture<Optional<Exception>> begin(
      PaintRequest request, Cancellation cancellation) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            paint(request, cancellation);
            return Optional.empty();
          } catch (JobException | CancelledException expected) {
            return Optional.of(expected);
          }
        },
        task -> new Thread(task, "run").start());
  }

  @Override
  public void close() {
    provider.close();
    server.close();
    received.close();
  }
}
