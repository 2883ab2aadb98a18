package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.batches.ScriptedProvider;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.pictures.ProgressListener.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterators;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with a scripted provider, and the requests of clients of the asynchronous API. */
@Timeout(60)
abstract class BatchesFixture {
  static final String PATH = "/v1/images/generations";

  @TempDir Path dataDir;
  final MovingTime time = new MovingTime();
  final ScriptedProvider provider = new ScriptedProvider();

  /** A permit for each step that a held provider may make. */
  final Semaphore permits = new Semaphore(0);

  TestServer server;

  @BeforeEach
  void start() {
    start("--lock-ttl", "5m");
  }

  @AfterEach
  void stop() {
    permits.release(1000);
    server.close();
  }

  void start(String... flags) {
    server = TestServer.in(dataDir).with(flags).provider(provider).ticker(time.ticker()).start();
  }

  /** From now on the provider reports half of a picture, and goes on when it is permitted to. */
  void hold() {
    provider.work(
        (request, listener, cancellation) -> {
          listener.onProgress(Stage.DIFFUSION, request.tuning().steps() / 2, 20);
          try {
            permits.acquire();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          cancellation.check();
        });
  }

  TestResponse post(String body, String... headers) {
    return server.sendJson("POST", PATH, body, headers);
  }

  String create(String body) {
    TestResponse response = post(body);
    assertThat(response.status()).as(response.text()).isEqualTo(201);
    return PATH + "/" + response.json().path("id").asText();
  }

  /** Asks, held by the server, until the status is as wanted. */
  JsonNode await(String path, String status) {
    JsonNode state = server.get(path + "?images=url").json();
    while (!state.path("status").asText().equals(status)) {
      state = server.get(path + "?images=url&wait=5").json();
    }
    return state;
  }

  static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(Spliterators.spliterator(array.elements(), array.size(), 0), false);
  }
}
