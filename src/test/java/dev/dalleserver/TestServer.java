package dev.dalleserver;

import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.painting.OfflinePainter;
import dev.dalleserver.painting.image.JpegEncoder;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.painting.image.ScaledRenderer;
import dev.dalleserver.pictures.FakeAnnotator;
import dev.dalleserver.pictures.FakePainter;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pictures.PromptEnhancer;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.ReloadableSettings;
import dev.dalleserver.settings.SettingsLoader;
import dev.dalleserver.web.server.Limits;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real server on a free port, with a fake provider that tests hold and release. Everything else
 * is the same as in the jar.
 */
public final class TestServer implements AutoCloseable {
  /** An address that tests use when any will do. */
  public static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  private final DalleServer server;
  private final FakePainter painter;
  private final FakeAnnotator annotator;
  private final TestClient client;

  private TestServer(DalleServer server, FakePainter painter, FakeAnnotator annotator) {
    this.server = server;
    this.painter = painter;
    this.annotator = annotator;
    this.client = new TestClient(URI.create("http://127.0.0.1:" + server.port()));
  }

  /** How a server for a test is set up. */
  public static final class Builder {
    private final Path dataDir;
    private final List<String> args = new ArrayList<>();
    private final FakePainter painter = new FakePainter();
    private final FakeAnnotator annotator = new FakeAnnotator();
    private Optional<PromptEnhancer> enhancer = Optional.empty();
    private Optional<PictureProviders> providers = Optional.empty();
    private Map<String, String> environment = Map.of();
    private Clocks ticker = Clocks.SYSTEM;
    private Limits limits = Limits.createDefault();
    private MemoryBudget memory = MemoryBudget.ofThisHeap();

    private Builder(Path dataDir) {
      this.dataDir = dataDir;
    }

    /** Flags as on the command line. */
    public Builder with(String... flags) {
      args.addAll(List.of(flags));
      return this;
    }

    public Builder enhancer(PromptEnhancer enhancer) {
      this.enhancer = Optional.of(enhancer);
      return this;
    }

    /** Replaces the fake painter. */
    public Builder provider(ImageProvider provider) {
      return providers(new PictureProviders(Optional.empty(), Optional.of(provider), annotator));
    }

    /** Replaces the fake providers. */
    public Builder providers(PictureProviders studio) {
      this.providers = Optional.of(studio);
      return this;
    }

    /** Uses the jar's providers, the remote one with the OpenAI protocol. */
    public Builder remote(String baseUrl) {
      environment =
          Map.of("OPENAI_API_KEY", "sk-test-0123456789abcdef", "OPENAI_BASE_URL", baseUrl);
      return this;
    }

    /** Uses the jar's providers, as these variables say. */
    public Builder environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    /** Uses the jar's providers, with the built-in painter. */
    public Builder offline() {
      environment = Map.of("TB_DALLE_IMAGE_PROVIDER", "offline");
      return this;
    }

    public Builder ticker(Clocks ticker) {
      this.ticker = ticker;
      return this;
    }

    /** Limits that can be reached within a test. */
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /** A budget that can be used up within a test. */
    public Builder memory(MemoryBudget memory) {
      this.memory = memory;
      return this;
    }

    public TestServer start() {
      args.addAll(List.of("--port", "0", "--data-dir", dataDir.toString()));
      args.addAll(ChosenBackend.flags(dataDir, args));
      LoadOutcome outcome = new SettingsLoader(environment, dataDir).load(args);
      if (!(outcome instanceof LoadOutcome.Loaded loaded)) {
        throw new IllegalArgumentException(outcome.toString());
      }
      PictureProviders fakes = new PictureProviders(enhancer, Optional.of(painter), annotator);
      try {
        Providers.Factory factory =
            environment.isEmpty()
                ? (databases, listener, memory, pictures) ->
                    new Providers(
                        providers.orElse(fakes),
                        Optional.empty(),
                        new JpegEncoder(RenderPermits.ofThisMachine(memory)),
                        new ScaledRenderer(RenderPermits.ofThisMachine(memory)),
                        new OfflinePainter(databases::records, RenderPermits.ofThisMachine(memory)))
                : new ConfiguredProviders(loaded.settings(), ticker);
        DalleServer server = DalleServer.start(loaded.settings(), factory, ticker, limits, memory);
        return new TestServer(server, painter, annotator);
      } catch (StartupException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static Builder in(Path dataDir) {
    return new Builder(dataDir);
  }

  public static TestServer start(Path dataDir) {
    return in(dataDir).start();
  }

  public FakePainter painter() {
    return painter;
  }

  public FakeAnnotator annotator() {
    return annotator;
  }

  public int port() {
    return server.port();
  }

  /** The patterns of all routes. */
  public List<String> paths() {
    return server.paths();
  }

  public TestClient client() {
    return client;
  }

  /** GET. */
  public TestResponse get(String path, String... headers) {
    return client.send("GET", path, headers);
  }

  /** Any method without a body. */
  public TestResponse send(String method, String path, String... headers) {
    return client.send(method, path, headers);
  }

  /** Any method with a body of JSON. */
  public TestResponse sendJson(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(client.uri(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request);
  }

  /** Any request at all. */
  public TestResponse send(HttpRequest.Builder request) {
    return client.send(request);
  }

  /** Starts a picture of {@link #ADDRESS} and polls it to its end. */
  public TestResponse make(String series) {
    return client.pollUntilDone("/dalle/" + series + "/" + ADDRESS + "?generate=1");
  }

  /** Takes up settings that have changed, as at SIGHUP. */
  void reload(ReloadableSettings changed) {
    server.reload(changed);
  }

  /** Stops as at SIGTERM; pictures that a test holds stay held. */
  public void stop() {
    server.close();
  }

  @Override
  public void close() {
    painter.release();
    server.close();
  }
}
