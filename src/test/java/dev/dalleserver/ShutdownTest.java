package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.RawConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while pictures are made and answers are under way. */
class ShutdownTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String OTHER = "/dalle/simple/0x" + "1".repeat(40);

  @TempDir Path dataDir;
  private FakeProvider provider;
  private ServerProcess server;

  @BeforeEach
  void start() throws IOException {
    provider = new FakeProvider(0, Map.of("hang", "", "only", "image"));
    server = serverOnProvider();
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  private ServerProcess serverOnProvider() {
    return ServerProcess.start(
        dataDir,
        Map.of("OPENAI_API_KEY", "sk-test-0123456789-last", "OPENAI_BASE_URL", provider.baseUrl()));
  }

  private void beginPicture() {
    server.get(PICTURE + "?generate=1");
    Waiting.until(() -> provider.calls("image") == 1);
  }

  @Test
  void a_run_whose_picture_does_not_come_is_cut_off_and_taken_up_again_by_the_next_server() {
    beginPicture();
    long began = System.nanoTime();
    assertThat(server.terminate()).isZero();
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
    provider.behave(Map.of());
    try (ServerProcess next = serverOnProvider()) {
      JsonNode last = next.client().pollUntilDone(PICTURE + "?generate=1").json();
      assertThat(last.path("error").asText()).isEmpty();
      assertThat(provider.calls("chat")).as("the enhanced prompt was kept").isEqualTo(1);
    }
  }

  @Test
  void a_held_answer_tells_where_the_run_stands_and_a_stream_ends() throws Exception {
    beginPicture();
    CompletableFuture<TestResponse> held =
        CompletableFuture.supplyAsync(() -> server.get(PICTURE + "?wait=60"));
    CompletableFuture<TestResponse> stream =
        CompletableFuture.supplyAsync(() -> server.get(PICTURE + "/events"));
    Waiting.until(() -> server.get("/metrics").text().contains("dalleserver_sse_clients 1.0"));
    Waiting.until(
        () -> server.get("/metrics").text().contains("dalleserver_http_requests_in_flight 3.0"));
    assertThat(server.terminate()).isZero();
    assertThat(held.get(5, TimeUnit.SECONDS).json().path("currentPhase").asText())
        .isEqualTo("image_wait");
    assertThat(stream.get(5, TimeUnit.SECONDS).text())
        .as("the run is not over: the next server takes it up")
        .contains("event: snapshot")
        .doesNotContain("event: done");
  }

  @Test
  void answers_under_way_are_finished_and_new_work_is_refused_meanwhile() throws Exception {
    Path big = dataDir.resolve("output/simple/prompt/big.txt");
    Files.createDirectories(big.getParent());
    Files.write(big, new byte[20_000_000]);
    int port = server.client().uri("/").getPort();
    try (RawConnection reading = new RawConnection(port, 1024);
        RawConnection kept = new RawConnection(port)) {
      reading.get("/files/simple/prompt/big.txt");
      assertThat(kept.get("/series").answer().status()).isEqualTo(200);
      Waiting.until(
          () -> server.get("/metrics").text().contains("dalleserver_http_requests_in_flight 2.0"));
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(server::terminate);
      Waiting.until(() -> server.get("/health?check=readiness").status() == 503);
      TestResponse refused = kept.get(OTHER + "?generate=1").answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("SHUTTING_DOWN");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(reading.answer().body()).hasSize(20_000_000);
      assertThat(exit.get(15, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void a_client_that_never_reads_its_answer_does_not_keep_the_server() throws Exception {
    Path big = dataDir.resolve("output/simple/prompt/big.txt");
    Files.createDirectories(big.getParent());
    Files.write(big, new byte[20_000_000]);
    int port = server.client().uri("/").getPort();
    try (RawConnection reading = new RawConnection(port, 1024)) {
      reading.get("/files/simple/prompt/big.txt");
      Waiting.until(
          () -> server.get("/metrics").text().contains("dalleserver_http_requests_in_flight 2.0"));
      long began = System.nanoTime();
      assertThat(server.terminate()).isZero();
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
    }
  }
}
