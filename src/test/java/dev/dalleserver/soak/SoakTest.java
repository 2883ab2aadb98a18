package dev.dalleserver.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.ProcessFigures;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All kinds of clients for a long time: at the end the server holds as much as after its warm-up,
 * and no honest client got an unexpected answer.
 */
class SoakTest {
  private static final String MINUTES = "soak.minutes";
  private static final int USUAL_MINUTES = 30;

  /** The share of the time before the first measurement. */
  private static final int WARM_UP_PART = 5;

  private static final int MORE_DESCRIPTORS = 10;

  /** Jetty's pool grows to its maximum when the machine is busy, and shrinks by one a minute. */
  private static final int MORE_THREADS = 12;

  private static final long MORE_MEGABYTES = 40;

  /** A pool that has not been full yet may still grow. */
  private static final int MORE_THREADS_SOON = 60;

  private static final long SETTLING_MILLIS = 45_000;
  private static final Tool JCMD = new Tool("jcmd");

  @TempDir Path dataDir;

  @Test
  void twenty_seconds_of_all_kinds_of_clients_leave_no_trace() throws Exception {
    try (FakeProvider provider = provider();
        ServerProcess server = ServerProcess.start(dataDir, environment(provider), flags())) {
      // Its compilers have hardly begun, so memory still grows.
      soak(server, provider, Duration.ofSeconds(20), 150, MORE_THREADS_SOON);
    }
  }

  @Tag("long")
  @Test
  @Timeout(7200)
  void half_an_hour_of_all_kinds_of_clients_leaves_no_trace() throws Exception {
    Duration time = Duration.ofMinutes(Integer.getInteger(MINUTES, USUAL_MINUTES));
    try (FakeProvider provider = provider();
        ServerProcess server =
            ServerProcess.startByScript(List.of(), dataDir, environment(provider), flags())) {
      soak(server, provider, time, MORE_MEGABYTES, MORE_THREADS);
    }
  }

  private static FakeProvider provider() throws Exception {
    return new FakeProvider(0, Map.of("latency", "20ms"));
  }

  private static Map<String, String> environment(FakeProvider provider) {
    return Map.of(
        "OPENAI_API_KEY", "sk-test-0123456789-soak",
        "OPENAI_BASE_URL", provider.baseUrl(),
        // So that as much ends as begins.
        "IMAGE_RESULT_TTL_MS", "30000",
        "IMAGE_CLEANUP_INTERVAL_MS", "1000");
  }

  private static String[] flags() {
    return new String[] {"--workers", "2", "--failure-hold", "100ms"};
  }

  private static void soak(
      ServerProcess server,
      FakeProvider provider,
      Duration time,
      long moreMegabytes,
      int moreThreads)
      throws Exception {
    if (!ProcessFigures.areKnown()) {
      System.out.println("SKIPPED: the soak is measured in /proc, which is not here");
      Assumptions.abort("no /proc");
    }
    Tally warming = new Tally();
    act(server, warming, time.dividedBy(WARM_UP_PART));
    ProcessFigures before = settled(server, Integer.MAX_VALUE);
    Tally tally = new Tally();
    int calls = provider.calls("image");
    act(server, tally, time.minus(time.dividedBy(WARM_UP_PART)));
    ProcessFigures after = settled(server, before.descriptors() + MORE_DESCRIPTORS);
    print(time, before, after, moreMegabytes, moreThreads);
    System.out.println("pictures: " + (provider.calls("image") - calls) + "; " + tally);
    assertThat(warming.failures()).as("while warming up").isEmpty();
    assertThat(tally.failures()).isEmpty();
    for (String kind : List.of("poller", "follower", "gallery", "batch", "conditional")) {
      assertThat(tally.of("honest " + kind)).as(kind).isPositive();
    }
    assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + MORE_DESCRIPTORS);
    assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + moreThreads);
    assertThat(after.residentMegabytes())
        .isLessThanOrEqualTo(before.residentMegabytes() + moreMegabytes);
    assertThat(server.log()).doesNotContain("OutOfMemoryError");
    assertThat(server.terminate()).as("exit code").isZero();
  }

  private static void print(
      Duration time,
      ProcessFigures before,
      ProcessFigures after,
      long moreMegabytes,
      int moreThreads) {
    System.out.printf(
        Locale.ROOT,
        """
        | %s of all kinds of clients | after warm-up | at the end | may be more |
        |---|---|---|---|
        | memory (MB) | %d | %d | %d |
        | descriptors | %d | %d | %d |
        | threads | %d | %d | %d |
        """,
        time,
        before.residentMegabytes(),
        after.residentMegabytes(),
        moreMegabytes,
        before.descriptors(),
        after.descriptors(),
        MORE_DESCRIPTORS,
        before.threads(),
        after.threads(),
        moreThreads);
  }

  private static void act(ServerProcess server, Tally tally, Duration time) throws Exception {
    List<AutoCloseable> after = new ArrayList<>();
    try (Actors actors = new Actors()) {
      new HonestClients(server.port(), tally).begin(actors);
      new BadClients(server.port(), tally).begin(actors, after);
      Thread.sleep(time.toMillis());
    }
    for (AutoCloseable left : after) {
      left.close();
    }
  }

  /** Waits until connections are gone, and has the heap collected where there is a tool for it. */
  private static ProcessFigures settled(ServerProcess server, int mostDescriptors)
      throws InterruptedException {
    long deadline = System.nanoTime() + SETTLING_MILLIS * 1_000_000;
    ProcessFigures now = ProcessFigures.of(server.pid());
    int stays = 0;
    while (stays < 6 && System.nanoTime() < deadline) {
      Thread.sleep(500);
      ProcessFigures next = ProcessFigures.of(server.pid());
      boolean over = next.descriptors() > mostDescriptors;
      stays = next.descriptors() >= now.descriptors() && !over ? stays + 1 : 0;
      now = next;
    }
    if (JCMD.isThere()) {
      JCMD.run("", Long.toString(server.pid()), "GC.run");
    }
    return ProcessFigures.of(server.pid());
  }
}
