package dev.dalleserver.openai;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.openai.OpenAiSettings.Timeouts;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.TempReceived;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * The provider's code against a real server on a free port, with time and randomness controlled by
 * the test: pauses between attempts are recorded and move the clock instead of taking time.
 */
final class Rig implements AutoCloseable {
  static final String KEY = "sk-test-0123456789abcdefWXYZ";

  final MockWebServer server = new MockWebServer();
  final MovingTime time = new MovingTime();
  final TempReceived received = new TempReceived();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  final List<String> events = new CopyOnWriteArrayList<>();
  final Map<String, InetAddress> names = new ConcurrentHashMap<>();
  volatile DoubleSupplier random = () -> 0.5;
  private final OpenAiSettings settings;
  final OpenAiProvider provider;

  Rig() {
    this(UnaryOperator.identity());
  }

  Rig(UnaryOperator<OpenAiSettings> change) {
    try {
      server.start();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    settings =
        change.apply(
            TestSettings.withTimeouts(
                TestSettings.of(KEY, server.url("/v1").toString()),
                new Timeouts(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5))));
    provider = another(new ImageIoPictureCodec());
  }

  /** The same provider with another codec; the caller closes it. */
  OpenAiProvider another(PictureCodec codec) {
    return new OpenAiProvider(
        settings,
        received.pictures(),
        codec,
        recorder(),
        new CallEnvironment(time.clock(), time::nanos, () -> random.getAsDouble(), this::pause),
        this::lookup);
  }

  private void pause(Duration duration, Cancellation cancellation) throws CancelledException {
    pauses.add(duration);
    pass(duration);
    cancellation.check();
  }

  private List<InetAddress> lookup(String host) throws UnknownHostException {
    InetAddress known = names.get(host);
    if (known == null) {
      throw new UnknownHostException(host);
    }
    return List.of(known);
  }

  void pass(Duration duration) {
    time.pass(duration);
  }

  void answer(MockResponse... responses) {
    for (MockResponse response : responses) {
      server.enqueue(response);
    }
  }

  /** The same answer to every request from now on. */
  void always(MockResponse response) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return response;
          }
        });
  }

  PaintedImage paint() throws JobException, CancelledException {
    return paint(unhurried());
  }

  PaintedImage paint(Cancellation cancellation) throws JobException, CancelledException {
    return provider
        .images()
        .paint(
            PaintRequest.of(Dresses.plain(), new ReceivedName("a-test")),
            ProgressListener.NONE,
            cancellation);
  }

  Cancellation unhurried() {
    return new Cancellation(time::nanos, Duration.ofHours(1).toNanos());
  }

  static MockResponse json(String body) {
    return new MockResponse.Builder()
        .setHeader("Content-Type", "application/json")
        .setHeader("x-request-id", "req_1")
        .body(body)
        .build();
  }

  static MockResponse picture() {
    return picture(Pictures.png(32, 32));
  }

  static MockResponse picture(byte[] bytes) {
    return json(
        "{\"created\":1,\"data\":[{\"b64_json\":\""
            + Base64.getEncoder().encodeToString(bytes)
            + "\"}]}");
  }

  static MockResponse error(int status, String code, String message) {
    return failure(status, code, message).build();
  }

  static MockResponse.Builder failure(int status, String code, String message) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "application/json")
        .body(
            "{\"error\":{\"message\":\""
                + message
                + "\",\"type\":\"x\",\"param\":null,\"code\":\""
                + code
                + "\"}}");
  }

  private CallListener recorder() {
    return new CallListener() {
      @Override
      public void requestFinished(Operation operation, String outcome, Duration duration) {
        events.add(operation.label() + " " + outcome);
      }

      @Override
      public void retrying(Operation operation) {
        events.add(operation.label() + " retry");
      }

      @Override
      public void breakerChanged(Operation operation, ProviderStatus.BreakerState state) {
        events.add(operation.label() + " breaker " + state);
      }
    };
  }

  @Override
  public void close() {
    provider.close();
    server.close();
    received.close();
  }
}
