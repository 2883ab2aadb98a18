package dev.dalleserver.bench;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.TestResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server with runs that stay under way: its provider takes an hour for each picture. */
final class ActiveRuns implements AutoCloseable {
  private static final int FIRST = 500_000;
  private static final long PATIENCE_SECONDS = 60;

  private final FakeProvider provider;
  private final ServerUnderTest server;
  private int begun;

  private ActiveRuns(FakeProvider provider, ServerUnderTest server) {
    this.provider = provider;
    this.server = server;
  }

  /** Starts one; it has made one picture, so that there are averages to reckon with. */
  static ActiveRuns start(Workshop shop, Path dataDir) throws Exception {
    FakeProvider provider = new FakeProvider(0, Map.of());
    Map<String, String> remote =
        Map.of("OPENAI_API_KEY", "sk-bench-0123456789", "OPENAI_BASE_URL", provider.baseUrl());
    ServerUnderTest.Launch launch =
        ServerUnderTest.Launch.script(dataDir, "--lock-ttl", "2h", "--image-timeout", "1h");
    ServerUnderTest server = ServerUnderTest.start(shop, launch.with(remote));
    server.make("/dalle/simple/" + ForeignPictures.address(FIRST));
    provider.behave(Map.of("latency", "1h", "only", "image"));
    ActiveRuns runs = new ActiveRuns(provider, server);
    runs.begin(1);
    runs.awaitPainting();
    return runs;
  }

  ServerUnderTest server() {
    return server;
  }

  /** Starts so many more runs. */
  void begin(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      TestResponse answer = server.get(path(++begun) + "?generate=1");
      if (answer.status() != 200) {
        throw new IOException("run " + begun + " was not begun: " + answer.text());
      }
    }
  }

  /** The picture of the n-th run, from 1. */
  static String path(int n) {
    return "/dalle/simple/" + ForeignPictures.address(FIRST + n);
  }

  /** The first run is where runs spend most of their time. */
  private void awaitPainting() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!server
        .get(path(1) + "?wait=5")
        .json()
        .path("currentPhase")
        .asText()
        .equals("image_wait")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the run does not get to its picture");
      }
    }
  }

  @Override
  public void close() {
    provider.close();
    server.close();
  }
}
