package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.server.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do not read what they asked for, on every route. */
@Timeout(900)
class UnreadAnswersTest {
  private static final int FEW = 3;

  /** More than the server has threads. */
  private static final int MANY = 250;

  /** So little that a few answers fill it, also when they are errors. */
  private static final int SEND_BUFFER = 4 * 1024;

  /** Together far longer than what the network keeps. */
  private static final int TIMES = 400;

  /**
   * Far less than the five minutes after which an unread answer gives up its thread here, and
   * enough for one processor beside a load.
   */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  /** The stack frames of a thread that waits for work, for the network, or for a client. */
  private static final Set<String> RESTING = Set.of("park", "wait", "accept", "wait0", "accept0");

  @TempDir static Path dataDir;
  private static TestServer server;
  private static Map<String, String> values;

  @BeforeAll
  static void start() throws Exception {
    Limits usual = Limits.createDefault();
    Limits patient =
        new Limits(
            usual.headerTimeout(),
            usual.bodyTimeout(),
            Duration.ofMinutes(5),
            usual.minBytesPerSecond(),
            Duration.ofMinutes(5),
            usual.bodyBytes(),
            usual.headerBytes(),
            2 * MANY,
            usual.examineInterval(),
            usual.drainTimeout());
    server = TestServer.in(dataDir).limits(patient.withSendBuffer(SEND_BUFFER)).start();
    server.make("simple");
    String batch =
        server
            .sendJson("POST", "/v1/images/generations", "{\"prompt\":\"a fox\"}")
            .header("Location");
    Waiting.until(() -> server.get(batch).json().path("status").asText().equals("complete"));
    values =
        Map.of(
            "{series}",
            "simple",
            "{address}",
            TestServer.ADDRESS,
            "<path>",
            "simple/annotated/" + TestServer.ADDRESS + ".png",
            "{id}",
            batch.substring(batch.lastIndexOf('/') + 1),
            "{n}",
            "0");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> an_answer_that_is_not_read_holds_no_thread() {
    return requests()
        .map(request -> DynamicTest.dynamicTest(name(request), () -> assertNoThread(request)));
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> more_of_them_than_there_are_threads_do_not_keep_liveness_waiting() {
    return requests()
        .map(request -> DynamicTest.dynamicTest(name(request), () -> assertAlive(request)));
  }

  @Test
  void more_of_the_shortest_than_there_are_threads_do_not_keep_liveness_waiting() {
    assertAlive(UnreadConnections.get("/series"));
  }

  private static String name(String request) {
    return request.lines().findFirst().orElseThrow();
  }

  /** Every route, what only other methods than GET reach, and refusals of each layer. */
  private static Stream<String> requests() {
    String nothing = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    return Stream.concat(
        server.paths().stream().map(pattern -> UnreadConnections.get(path(pattern))),
        Stream.of(
            UnreadConnections.get("/series?details=series"),
            UnreadConnections.get("/metrics?format=json"),
            "POST /openai/v1/images/generations" + nothing,
            "DELETE /dalle/simple/0x1" + nothing,
            "GET /dalle/simple/0x1/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            UnreadConnections.get("/nowhere"),
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: PUT\r\n\r\n"));
  }

  private static void assertNoThread(String request) {
    try (UnreadConnections unread = unread(FEW, request)) {
      Waiting.untilAsserted(() -> assertThat(threadsInHandlers()).isEmpty());
    }
    Waiting.until(() -> inFlight() == 0);
  }

  private static void assertAlive(String request) {
    try (UnreadConnections unread = unread(MANY, request)) {
      long began = System.nanoTime();
      assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
      assertThat(server.get("/series").status()).isEqualTo(200);
    }
    Waiting.until(() -> inFlight() == 0);
  }

  /** Clients of which each has one answer to {@code request} that the network does not take. */
  private static UnreadConnections unread(int clients, String request) {
    UnreadConnections unread = new UnreadConnections(server.port(), clients, request.repeat(TIMES));
    boolean still = false;
    try {
      awaitStandstill(clients);
      still = true;
      return unread;
    } finally {
      if (!still) {
        unread.close();
      }
    }
  }

  /** Until the server has nothing to do but to wait for the clients, seen twice in a row. */
  private static void awaitStandstill(int clients) {
    double[] last = {-1};
    BooleanSupplier still =
        () -> {
          Scrape scrape = Scrape.of(server);
          double others =
              scrape.value("dalleserver_http_requests_total")
                  - scrape.value("dalleserver_http_requests_total", "route=\"/metrics\"");
          boolean same = others == last[0] && inFlight() == clients && allThreadsRest();
          last[0] = others;
          return same;
        };
    if (clients > FEW) {
      Waiting.untilWithLongPatience(still);
    } else {
      Waiting.until(still);
    }
  }

  private static boolean allThreadsRest() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("http-"))
        .allMatch(
            thread ->
                thread.getValue().length == 0
                    || RESTING.contains(thread.getValue()[0].getMethodName()));
  }

  private static List<String> threadsInHandlers() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("http-"))
        .filter(thread -> Arrays.stream(thread.getValue()).anyMatch(UnreadAnswersTest::isOfHandler))
        .map(thread -> thread.getKey().getName() + " " + Arrays.toString(thread.getValue()))
        .toList();
  }

  /** The server's own pool runs all threads of Jetty too. */
  private static boolean isOfHandler(StackTraceElement frame) {
    return frame.getClassName().startsWith("dev.dalleserver.")
        && !frame.getMethodName().equals("runJob");
  }

  /** Without the scrape itself. */
  private static int inFlight() {
    return (int) Scrape.of(server).value("dalleserver_http_requests_in_flight") - 1;
  }

  private static String path(String pattern) {
    String path = pattern;
    for (Map.Entry<String, String> value : values.entrySet()) {
      path = path.replace(value.getKey(), value.getValue());
    }
    return path.replaceAll("[{<][^}>]*[}>]|\\*", "x");
  }
}
