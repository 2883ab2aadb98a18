package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of clients that make the server hold something for each of them, at full size. */
@Tag("long")
@Timeout(600)
class MemoryAttackTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final int BODY = 64_000;
  private static final long ALLOWED_GROWTH_MB = 200;

  /** As run.sh has them. */
  private static final String JVM_FLAGS =
      "-Xms27m -Xmn15m -XX:SurvivorRatio=3 -Xmx512m -XX:MinHeapFreeRatio=15"
          + " -XX:MaxHeapFreeRatio=30 -Xss512k";

  private static final Duration LOOK_AT_IDLE = Duration.ofSeconds(3);
  private static final Duration SETTLING = Duration.ofSeconds(30);

  @TempDir Path dataDir;

  private final List<SocketChannel> sockets = new ArrayList<>();

  /** A server whose provider takes every call and never answers: every run stays under way. */
  private ServerProcess server(int files, ServerSocket silent) {
    return ServerProcess.startUnder(
        List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "server"),
        dataDir,
        Map.of(
            "OPENAI_API_KEY",
            "sk-test-0123456789abcdef",
            "OPENAI_BASE_URL",
            "http://127.0.0.1:" + silent.getLocalPort() + "/v1",
            "JAVA_TOOL_OPTIONS",
            JVM_FLAGS),
        "--no-enhance");
  }

  private ServerProcess server(int files, String... flags) {
    return ServerProcess.startUnder(
        List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "server"),
        dataDir,
        Map.of("TB_DALLE_IMAGE_PROVIDER", "offline", "JAVA_TOOL_OPTIONS", JVM_FLAGS),
        flags);
  }

  @Test
  void ten_thousand_unfinished_bodies() throws Exception {
    Crowd.need(5_000);
    try (ServerProcess server = server(20_000);
        Watch watch = new Watch("10,000 unfinished bodies of 64 kB", server)) {
      String head =
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + BODY
              + "\r\n\r\n";
      ByteBuffer request = text(head + " ".repeat(BODY - 1));
      for (int i = 0; i < 10_000; i++) {
        connect(server).write(request.duplicate());
      }
      watch.held();
      assertThat(metric(server, "dalleserver_memory_budget_reserved_bytes{use=\"request_bodies\""))
          .isLessThanOrEqualTo(
              metric(server, "dalleserver_memory_budget_capacity_bytes{use=\"request_bodies\""));
      closeAll();
      watch.after();
      assertThat(metric(server, "dalleserver_memory_budget_reserved_bytes{use=\"request_bodies\""))
          .isZero();
      watch.assertWell();
    }
  }

  @Test
  void two_thousand_websockets_that_offer_compression_cost_what_those_without_cost()
      throws Exception {
    long without = webSockets("");
    long with = webSockets("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    System.out.printf("2,000 WebSockets: %d MB, offering compression %d MB%n", without, with);
    assertThat(with).isLessThan(without + 40);
  }

  private long webSockets(String extensions) throws Exception {
    try (ServerSocket silent = new ServerSocket(0);
        ServerProcess server = server(20_000, silent);
        Watch watch = new Watch("2,000 WebSockets, offering: " + extensions.strip(), server)) {
      String upgrade =
          "GET "
              + PICTURE
              + "/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + extensions
              + "\r\n";
      server.get(PICTURE + "?generate=1");
      Map<String, Integer> answers = new TreeMap<>();
      for (int i = 0; i < 2_000; i++) {
        // One after the other: this is about what they hold, not about how fast they come.
        SocketChannel socket = connect(server);
        socket.write(text(upgrade));
        ByteBuffer answer = ByteBuffer.allocate("HTTP/1.1 101".length());
        socket.read(answer);
        answers.merge(new String(answer.array(), StandardCharsets.ISO_8859_1), 1, Integer::sum);
      }
      assertThat(answers).isEqualTo(Map.of("HTTP/1.1 101", 2_000));
      long grown = watch.held();
      closeAll();
      watch.after();
      watch.assertWell();
      return grown;
    }
  }

  @Test
  void four_thousand_followers_where_4096_files_may_be_open() throws Exception {
    try (ServerProcess server = server(4096, "--workers", "1");
        Watch watch = new Watch("4,000 followers at ulimit -n 4096", server)) {
      for (int i = 0; i < 4_000; i++) {
        connect(server)
            .write(text("GET /events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: crowd\r\n\r\n"));
      }
      watch.held();
      double followers = metric(server, "dalleserver_followers ");
      System.out.printf(
          "%.0f follow of %.0f that may, %.0f of %.0f connections are open%n",
          followers,
          metric(server, "dalleserver_followers_limit "),
          metric(server, "dalleserver_connections_open "),
          metric(server, "dalleserver_connections_limit "));
      assertThat(followers).isGreaterThan(2_000);
      closeAll();
      watch.after();
      Waiting.until(() -> metric(server, "dalleserver_followers ") == 0);
      assertThat(server.client().pollUntilDone(PICTURE + "?generate=1").status()).isEqualTo(200);
      watch.assertWell();
    }
  }

  private SocketChannel connect(ServerProcess server) throws IOException {
    SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port()));
    sockets.add(socket);
    return socket;
  }

  private void closeAll() throws IOException {
    for (SocketChannel socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static double metric(ServerProcess server, String name) {
    String page = server.get("/metrics").text();
    return Double.parseDouble(
        page.lines()
            .filter(line -> line.startsWith(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + name + " in: " + page))
            .replaceFirst(".* ", ""));
  }

  /** Measures the server's memory and probes its liveness, all the time. */
  private static final class Watch implements AutoCloseable {
    private final String attack;
    private final ServerProcess server;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong top = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final long before;
    private final Duration processorBefore;

    /** The slowest answer, in milliseconds, while nothing else was asked of the server. */
    private final long idle;

    private final Thread memory = new Thread(this::lookAtMemory);
    private final Thread liveness = new Thread(this::askLiveness);
    private long after;

    Watch(String attack, ServerProcess server) {
      this.attack = attack;
      this.server = server;
      server.get("/health?check=liveness");
      this.before = residentMegabytes();
      this.processorBefore =
          ProcessHandle.of(server.pid())
              .flatMap(process -> process.info().totalCpuDuration())
              .orElse(Duration.ZERO);
      memory.start();
      liveness.start();
      sleep(LOOK_AT_IDLE);
      this.idle = slowest.getAndSet(0);
    }

    /** Called when everything is held; returns by how many megabytes the process has grown. */
    long held() {
      Waiting.until(() -> top.get() >= before);
      sleep(Duration.ofSeconds(2));
      System.out.printf(
          "%s: of it %.0f MB are buffers outside the heap%n",
          attack, metric(server, "jvm_buffer_pool_used_bytes{pool=\"direct\"") / (1 << 20));
      return top.get() - before;
    }

    /** Called when the clients have gone: waits until the server has had time to notice. */
    void after() {
      sleep(SETTLING);
      after = residentMegabytes();
    }

    void assertWell() {
      over.set(true);
      System.out.printf(
          "%s: memory %d MB before, %d MB at the top, %d MB after; slowest liveness answer %d ms"
              + " (%d ms before), failed %d; %.1f s of processor time%n",
          attack,
          before,
          top.get(),
          after,
          slowest.get(),
          idle,
          failures.get(),
          processorSeconds());
      assertThat(failures).hasValue(0);
      // On a machine that others use too, an idle server is slow as well.
      assertThat(slowest.get()).as("milliseconds").isLessThan(Math.max(1_000, 20 * idle));
      assertThat(top.get() - before).as("megabytes").isLessThan(ALLOWED_GROWTH_MB);
    }

    private void lookAtMemory() {
      while (!over.get()) {
        top.accumulateAndGet(residentMegabytes(), Math::max);
        sleep(Duration.ofMillis(50));
      }
    }

    private void askLiveness() {
      while (!over.get()) {
        long began = System.nanoTime();
        try {
          if (!isAlive()) {
            failures.incrementAndGet();
          }
        } catch (IOException e) {
          failures.incrementAndGet();
        }
        slowest.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
        sleep(Duration.ofMillis(100));
      }
    }

    /** As a probe asks: on a connection of its own, and reads only the status. */
    private boolean isAlive() throws IOException {
      try (Socket socket = new Socket("127.0.0.1", server.port())) {
        socket.setSoTimeout(20_000);
        socket
            .getOutputStream()
            .write(
                "GET /health?check=liveness HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
        byte[] answer = socket.getInputStream().readAllBytes();
        return new String(answer, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200 ");
      }
    }

    private double processorSeconds() {
      return ProcessHandle.of(server.pid())
          .flatMap(process -> process.info().totalCpuDuration())
          .map(used -> used.minus(processorBefore).toMillis() / 1000.0)
          .orElse(0.0);
    }

    private long residentMegabytes() {
      try {
        return Files.readString(Path.of("/proc", Long.toString(server.pid()), "status"))
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
            .findFirst()
            .orElse(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void sleep(Duration duration) {
      try {
        Thread.sleep(duration.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      over.set(true);
    }
  }
}
