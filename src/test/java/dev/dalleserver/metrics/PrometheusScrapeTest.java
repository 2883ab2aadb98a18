package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a real server, by the configuration of the repository. */
class PrometheusScrapeTest {
  private static final Tool PROMETHEUS = new Tool("prometheus");

  /** One scrape a second; the rules are evaluated as often. */
  private static final int SCRAPES = 10;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void prometheus_scrapes_every_metric_and_holds_no_alert() throws Exception {
    PROMETHEUS.need();
    try (ServerProcess server =
        ServerProcess.start(Files.createDirectory(folder.resolve("data")))) {
      server.client().pollUntilDone("/dalle/simple/" + TestServer.ADDRESS + "?generate=1");
      int port = freePort();
      Process prometheus = start(server.port(), port);
      try {
        TestClient client = TestClient.ofOther(URI.create("http://127.0.0.1:" + port));

        Waiting.untilAsserted(
            () ->
                assertThat(number(client, "count_over_time(up{job=\"dalleserver\"}[5m])"))
                    .isGreaterThanOrEqualTo(SCRAPES));
        assertThat(number(client, "min_over_time(up{job=\"dalleserver\"}[5m])")).isEqualTo(1);
        assertThat(number(client, "dalleserver_up")).isEqualTo(1);
        assertThat(number(client, "dalleserver_generations_total{outcome=\"success\"}"))
            .isEqualTo(1);
        assertThat(number(client, "count({__name__=~\"dalleserver_.*\"})")).isGreaterThan(100);
        assertThat(number(client, "count(ALERTS{alertstate=\"firing\"}) or vector(0)")).isZero();
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  /** The repository's own configuration, with another interval and target. */
  private Process start(int serverPort, int port) throws IOException {
    Files.copy(Path.of("metrics/alerts.yml"), folder.resolve("alerts.yml"));
    String configuration =
        Files.readString(Path.of("metrics/prometheus.yml"))
            .replace("15s", "1s")
            .replace("127.0.0.1:8080", "127.0.0.1:" + serverPort);
    Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
    Process process =
        PROMETHEUS.start(
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port,
            "--log.level=error");
    process.getOutputStream().close();
    return process;
  }

  private static double number(TestClient client, String query) {
    try {
      String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
      JsonNode value = client.send("GET", path).json().at("/data/result/0/value/1");
      return value.isMissingNode() ? Double.NaN : Double.parseDouble(value.asText());
    } catch (UncheckedIOException e) {
      throw new AssertionError("Prometheus does not answer yet", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
