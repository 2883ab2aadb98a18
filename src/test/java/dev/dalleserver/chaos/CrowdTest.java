package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.server.Limits;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once: with one request, with different requests, and without ever reading the
 * answers.
 */
@Timeout(600)
class CrowdTest {
  private static final Pattern SSE_CLIENTS = Pattern.compile("(?m)^dalleserver_sse_clients (\\S+)");
  private static final long MEGABYTE = 1 << 20;

  /** Measuring memory takes a full collection: too expensive after each picture. */
  private static final int PICTURES_A_LOOK = 10;

  @TempDir Path dataDir;

  private static String path(int n) {
    return "/dalle/simple/0x%040x?generate=1".formatted(n);
  }

  private static List<String> starting(List<String> answers, String beginning) {
    return answers.stream().filter(answer -> answer.startsWith(beginning)).toList();
  }

  @Tag("long")
  @Test
  void five_thousand_who_want_the_same_make_one_picture() throws Exception {
    int size = 5_000;
    Crowd.need(size);
    try (TestServer server = TestServer.start(dataDir)) {
      server.painter().hold();
      try (Crowd crowd = Crowd.asks(server.port(), size, 0, i -> path(1))) {
        server.painter().release();
        assertThat(starting(crowd.answers(), "HTTP/1.1 200 ")).hasSize(size);
      }
      server.client().pollUntilDone(path(1));
      assertThat(server.painter().calls()).isEqualTo(1);
    }
  }

  @Tag("long")
  @Test
  void ten_thousand_wishes_fill_the_queue_and_all_accepted_ones_are_granted() throws Exception {
    int size = 10_000;
    int atOnce = 2_500;
    Crowd.need(atOnce);
    try (TestServer server =
        TestServer.in(dataDir).with("--workers", "2", "--queue", "100").start()) {
      server.painter().hold();
      List<String> answers = new ArrayList<>();
      for (int first = 0; first < size; first += atOnce) {
        int offset = first;
        try (Crowd crowd = Crowd.asks(server.port(), atOnce, 0, i -> path(offset + i))) {
          answers.addAll(crowd.answers());
        }
      }
      assertThat(starting(answers, "HTTP/1.1 200 ")).hasSize(102);
      assertThat(starting(answers, "HTTP/1.1 503 "))
          .hasSize(size - 102)
          .allMatch(answer -> answer.contains("Retry-After: "), "says when to come again");
      server.painter().release();
      IntStream.range(0, size)
          .filter(i -> answers.get(i).startsWith("HTTP/1.1 200 "))
          .forEach(
              i ->
                  assertThat(server.client().pollUntilDone(path(i)).json().path("error").asText())
                      .isEmpty());
      assertThat(server.painter().calls()).isEqualTo(102);
    }
  }

  @Test
  void a_thousand_followers_cost_less_than_a_hundred_megabytes_and_no_thread_each()
      throws Exception {
    int size = 1_000;
    Crowd.need(size);
    try (TestServer server = TestServer.start(dataDir)) {
      server.painter().hold();
      server.get(path(1));
      long before = usedMemory();
      int threadsBefore = threads();
      String events = path(1).replace("?generate=1", "/events");
      try (Crowd crowd = Crowd.asks(server.port(), size, 0, i -> events)) {
        crowd.readUntil("event: snapshot");
        long used = usedMemory() - before;
        int threads = threads() - threadsBefore;
        System.out.printf(
            "%d followers: %.1f MB, %d threads more%n", size, used / (double) MEGABYTE, threads);
        assertThat(used).isLessThan(100 * MEGABYTE);
        assertThat(threads).as("the pool's, made while all came at once").isLessThanOrEqualTo(200);
        server.painter().release();
        crowd.readUntil("event: done");
      }
    }
  }

  @Test
  void two_hundred_followers_who_do_not_read_are_dropped_and_hold_nobody_up() throws Exception {
    followWithoutReading(200);
  }

  @Tag("long")
  @Test
  void two_thousand_followers_who_do_not_read_are_dropped_and_hold_nobody_up() throws Exception {
    followWithoutReading(2_000);
  }

  private void followWithoutReading(int size) throws IOException {
    Crowd.need(size);
    Limits usual = Limits.createDefault();
    try (TestServer server = TestServer.in(dataDir).limits(impatient(usual)).start();
        Crowd crowd = Crowd.asks(server.port(), size, 1024, i -> "/events")) {
      crowd.awaitFirstBytes();
      Waiting.until(() -> followers(server) == size);
      long before = usedMemory();
      int made = 0;
      while (followers(server) > 0) {
        // Pictures go on being made while no client reads their events.
        server.client().pollUntilDone(path(made++));
        if (made % PICTURES_A_LOOK == 0) {
          assertThat(usedMemory() - before).as("after %d", made).isLessThan(100 * MEGABYTE);
        }
      }
      System.out.printf("%d deaf followers were dropped during %d pictures%n", size, made);
      assertThat(server.painter().calls()).isEqualTo(made);
    }
  }

  /** The usual limits, but a client that reads nothing for a second is cut off. */
  private static Limits impatient(Limits usual) {
    return new Limits(
        usual.headerTimeout(),
        usual.bodyTimeout(),
        Duration.ofSeconds(1),
        usual.minBytesPerSecond(),
        usual.idleTimeout(),
        usual.bodyBytes(),
        usual.headerBytes(),
        usual.connections(),
        Duration.ofMillis(50),
        usual.drainTimeout());
  }

  private static int followers(TestServer server) {
    Matcher matcher = SSE_CLIENTS.matcher(server.get("/metrics").text());
    assertThat(matcher.find()).isTrue();
    return (int) Double.parseDouble(matcher.group(1));
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** What is reachable, on the heap and beside it. */
  private static long usedMemory() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
  }
}
