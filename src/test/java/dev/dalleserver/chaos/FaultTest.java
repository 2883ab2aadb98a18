package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.RawConnection;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and faults of the operating system, and clients that never finish. */
class FaultTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS + "?generate=1";

  private static final Pattern COMPLAINT = Pattern.compile("^\\d{4}-\\S+ \\[.*] (WARN|ERROR) ");

  @TempDir Path dataDir;

  @Test
  void with_few_files_to_open_it_serves_again_once_the_greedy_are_gone() {
    String limit = "ulimit -n " + (130 + jarsOnTheClassPath()) + "; exec \"$@\"";
    try (ServerProcess server =
        ServerProcess.startUnder(
            List.of("bash", "-c", limit, "limited"),
            dataDir,
            Map.of(),
            "--image-provider",
            "offline",
            "--failure-hold",
            "50ms")) {
      int port = server.port();
      // Its classes are files here, not in one jar that is open already: each takes a descriptor
      // when it is loaded, and one that could not be loaded never will.
      server.client().pollUntilDone(PATH.replace("0xf", "0xe"));
      new RawConnection(port).send("GET / HTTP/1.1\r\nX").close();
      List<RawConnection> greedy = new ArrayList<>();
      try {
        for (int i = 0; i < 400; i++) {
          greedy.add(new RawConnection(port).send("GET / HTTP/1.1\r\nX"));
        }
      } finally {
        greedy.forEach(RawConnection::close);
      }
      // The first may come before the server has noticed that they are gone.
      Waiting.until(
          () -> server.client().pollUntilDone(PATH).json().path("error").asText("-").isEmpty());
      // The kernel frees closed connections a little later than Jetty counts them, so that
      // accepting may fail for a moment; Jetty says so, at most once a second.
      assertThat(server.log().lines().filter(line -> COMPLAINT.matcher(line).find()))
          .hasSizeLessThan(20);
    }
  }

  /** Each is open; the program as it is packed is one. */
  private static long jarsOnTheClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .count();
  }

  @Test
  void a_disk_that_cannot_force_fails_runs_until_it_can_again() throws Exception {
    Tool strace = new Tool("strace");
    strace.need();
    try (FakeProvider provider = new FakeProvider(0, Map.of());
        ServerProcess server =
            ServerProcess.start(
                dataDir,
                Map.of(
                    "OPENAI_API_KEY", "sk-test-0123456789", "OPENAI_BASE_URL", provider.baseUrl()),
                "--failure-hold",
                "50ms")) {
      Process faults =
          strace.start(
              "-f", "-p", "" + server.pid(), "-e", "trace=fsync", "-e", "inject=fsync:error=EIO");
      try {
        Waiting.until(
            () -> !faults.isAlive() || server.get("/health?check=readiness").status() == 503);
        if (faults.isAlive()) {
          JsonNode failed = server.client().pollUntilDone(PATH).json();
          assertThat(failed.path("errorCode").asText()).isEqualTo("FILE_SYSTEM_ERROR");
          assertThat(provider.calls("image") + provider.calls("chat")).isZero();
          Waiting.untilAsserted(() -> assertThat(dataDir.resolve(".tmp")).isEmptyDirectory());
        } else {
          System.out.println("SKIPPED: strace may not watch processes here");
        }
      } finally {
        faults.destroy();
        faults.waitFor();
      }
      Waiting.until(
          () -> server.client().pollUntilDone(PATH).json().path("error").asText().isEmpty());
      assertThat(provider.calls("image")).isEqualTo(1);
    }
  }

  @Test
  void slow_headers_and_slow_bodies_are_cut_and_health_is_unharmed() throws Exception {
    Tool slow = new Tool("slowhttptest");
    slow.need();
    try (ServerProcess server = ServerProcess.start(dataDir, "--skip-image")) {
      String url = server.client().uri("/v1/images/generations").toString();
      List<String[]> attacks =
          List.of(
              new String[] {"-H", "-c", "500", "-r", "500", "-i", "2", "-l", "25", "-u", url},
              new String[] {
                "-B", "-c", "600", "-r", "600", "-i", "2", "-l", "25", "-s", "60000", "-u", url
              });
      List<Process> running = new ArrayList<>();
      for (String[] attack : attacks) {
        running.add(slow.start(attack));
      }
      List<String> outputs = new ArrayList<>();
      for (Process process : running) {
        Thread reader =
            new Thread(() -> reading(process).lines().forEach(line -> keep(outputs, line)), "slow");
        reader.setDaemon(true);
        reader.start();
      }
      while (running.stream().anyMatch(Process::isAlive)) {
        long began = System.nanoTime();
        assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
        assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
        Thread.sleep(250);
      }
      String text = String.join("\n", copy(outputs)).replaceAll("\u001b\\[[0-9;]*m", "");
      assertThat(text.split("No open connections left", -1))
          .as("both ended because the server had cut everybody off: %s", text)
          .hasSize(3);
    }
  }

  private static BufferedReader reading(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static synchronized List<String> copy(List<String> lines) {
    return List.copyOf(lines);
  }

  private static synchronized void keep(List<String> lines, String line) {
    lines.add(line);
  }
}
