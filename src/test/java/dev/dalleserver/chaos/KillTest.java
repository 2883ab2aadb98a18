package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at any moment, and exactly when something is forced to disk or renamed. */
class KillTest {
  private static final Tool STRACE = new Tool("strace");

  /** A picture takes about this long; a few kills come when it is done. */
  private static final Duration PICTURE = Duration.ofMillis(1500);

  /** More than a picture needs of either. */
  private static final int MOST_FSYNCS = 60;

  private static final int MOST_RENAMES = 30;

  @TempDir Path dataDir;

  @Test
  void a_few_kills_break_no_file_and_cost_no_second_payment() throws Exception {
    killAtRandom(8);
  }

  @Test
  @Tag("long")
  void a_thousand_kills_break_no_file_and_cost_no_second_payment() throws Exception {
    killAtRandom(1000);
  }

  @Test
  void kills_at_a_few_of_the_forces_and_renames_do_no_harm() throws Exception {
    Random random = new Random();
    try (KilledServer killed = new KilledServer(dataDir, random.nextLong())) {
      for (int i = 0; i < 2; i++) {
        killAt(killed, "fsync", 1 + random.nextInt(30));
        killAt(killed, "/^rename", 1 + random.nextInt(14));
      }
    }
  }

  @Test
  @Tag("long")
  void kills_at_each_force_and_each_rename_do_no_harm() throws Exception {
    try (KilledServer killed = new KilledServer(dataDir, 1)) {
      int fsyncs = 0;
      while (fsyncs < MOST_FSYNCS && killAt(killed, "fsync", fsyncs + 1)) {
        fsyncs++;
      }
      int renames = 0;
      while (renames < MOST_RENAMES && killAt(killed, "/^rename", renames + 1)) {
        renames++;
      }
      System.out.println("killed at " + fsyncs + " forces and " + renames + " renames");
      assertThat(fsyncs).isBetween(20, MOST_FSYNCS - 1);
      assertThat(renames).isBetween(10, MOST_RENAMES - 1);
    }
  }

  private void killAtRandom(int times) throws IOException {
    long seed = System.nanoTime();
    System.out.println("kills with seed " + seed);
    try (KilledServer killed = new KilledServer(dataDir, seed)) {
      while (killed.kills() < times) {
        killed.beginPicture();
        killed.killWithin(PICTURE);
        killed.examineAndFinish();
      }
    }
  }

  /**
   * Makes the kernel kill the server at the n-th call that one of its threads makes.
   *
   * @return false when no thread made so many while it made a picture
   */
  private boolean killAt(KilledServer killed, String call, int n) throws Exception {
    STRACE.need();
    Process strace =
        STRACE.start(
            "-f",
            "-p",
            "" + killed.server().pid(),
            "-e",
            "trace=" + call,
            "-e",
            "inject=" + call + ":signal=SIGKILL:when=" + n);
    try {
      awaitAttached(strace);
      killed.beginPicture();
      boolean ended = killed.server().endsWithin(Duration.ofSeconds(8));
      if (!ended) {
        killed.server().kill();
      }
      killed.examineAndFinish();
      return ended;
    } finally {
      strace.destroy();
      strace.waitFor();
    }
  }

  /** Waits for the tracer to say that it has attached; fails where the machine forbids that. */
  private static void awaitAttached(Process strace) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(strace.getInputStream(), StandardCharsets.UTF_8));
    Waiting.until(() -> !strace.isAlive() || ready(said));
    String line = String.valueOf(said.readLine());
    if (!line.contains("attached")) {
      System.out.println("SKIPPED: strace may not watch processes here: " + line);
      Assumptions.abort("strace may not watch processes here");
    }
    // Reads on: the tracer would stop when its output is not read.
    Thread drain = new Thread(() -> said.lines().forEach(unread -> {}), "strace");
    drain.setDaemon(true);
    drain.start();
  }

  private static boolean ready(BufferedReader reader) {
    try {
      return reader.ready();
    } catch (IOException e) {
      return true;
    }
  }
}
