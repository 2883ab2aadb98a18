package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The matrix of faults of a cluster, with processes that are killed, stopped and cut off. Prints
 * what it has measured. {@code -Dcluster.minutes=1} makes the kills fewer.
 */
@Tag("long")
class ClusterFaultsTest {
  private static final int KILLS = 300;
  private static final int MOST_CONNECTIONS = 1000;
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final long MINUTES = Long.getLong("cluster.minutes", 60);

  @TempDir Path folder;

  /** Asks nodes at random for new pictures until it is closed. */
  private static final class Load implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    Load(ClusterNodes nodes, long everyMillis) {
      Random random = new Random(2);
      thread =
          new Thread(
              () -> {
                while (end.getCount() > 0) {
                  nodes.ask(random.nextInt(ClusterNodes.COUNT));
                  ClusterNodes.pause(Duration.ofMillis(everyMillis));
                }
              },
              "load");
      thread.start();
    }

    @Override
    public void close() throws InterruptedException {
      end.countDown();
      thread.join();
    }
  }

  private static void print(String row, String figures) {
    System.out.println(row + ": " + figures);
  }

  /** How long jobs of dead nodes wait for another. */
  private static final class Takeovers {
    private final ClusterNodes nodes;
    private final ConcurrentLinkedQueue<Double> seconds = new ConcurrentLinkedQueue<>();
    private final List<Thread> watchers = new ArrayList<>();

    Takeovers(ClusterNodes nodes) {
      this.nodes = nodes;
    }

    void watch(List<Long> jobs, int dead, long killedNanos) {
      for (long job : jobs) {
        Thread watcher = new Thread(() -> await(job, dead, killedNanos), "takeover");
        watcher.setDaemon(true);
        watcher.start();
        watchers.add(watcher);
      }
    }

    private void await(long job, int dead, long killedNanos) {
      String left =
          "SELECT count(*) FROM job WHERE id = "
              + job
              + " AND ended_at IS NULL AND cardinality(lost) = (SELECT cardinality(lost) FROM job"
              + " WHERE id = "
              + job
              + ") AND node LIKE 'node-"
              + dead
              + "/%' AND fence = "
              + nodes.number("SELECT fence FROM job WHERE id = " + job);
      while (nodes.number(left) > 0) {
        ClusterNodes.pause(Duration.ofMillis(250));
      }
      seconds.add((System.nanoTime() - killedNanos) / 1e9);
    }

    String histogram() throws InterruptedException {
      for (Thread watcher : watchers) {
        watcher.join(Duration.ofMinutes(1).toMillis());
      }
      Map<Long, Long> counts = new TreeMap<>();
      seconds.forEach(it -> counts.merge((long) Math.ceil(it), 1L, Long::sum));
      double longest = seconds.stream().mapToDouble(it -> it).max().orElse(0);
      return "%d takeovers, the longest %.1f s; seconds=count %s"
          .formatted(seconds.size(), longest, counts);
    }
  }

  @Test
  void kills_of_random_nodes_lose_nothing_and_pay_twice_only_what_is_counted() throws Exception {
    Random random = new Random(1);
    long until = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
    try (ClusterNodes nodes = new ClusterNodes(folder, "300ms")) {
      Takeovers takeovers = new Takeovers(nodes);
      int kills = 0;
      try (Load load = new Load(nodes, 1000)) {
        while (kills < KILLS && System.nanoTime() - until < 0) {
          ClusterNodes.pause(Duration.ofMillis(random.nextInt(1500)));
          int node = random.nextInt(ClusterNodes.COUNT);
          List<Long> jobs = nodes.leasedBy(node);
          nodes.node(node).kill();
          takeovers.watch(jobs, node, System.nanoTime());
          nodes.start(node);
          kills++;
        }
      }
      print("C1", kills + " kills, " + nodes.examine());
      print("C1", takeovers.histogram());
    }
  }

  @Test
  void a_stopped_node_is_replaced_and_writes_nothing_when_it_wakes() throws Exception {
    for (String phase : List.of("before the call", "during the call", "after the picture")) {
      try (ClusterNodes nodes = new ClusterNodes(folder.resolve(phase), "1500ms", "--workers=1")) {
        String address = nodes.ask(0).orElseThrow();
        int calls = phase.startsWith("before") ? 0 : 1;
        Waiting.until(() -> nodes.provider().calls("image") >= calls);
        if (phase.startsWith("after")) {
          Waiting.until(() -> !nodes.provider().painted().isEmpty());
        }
        int worker = worker(nodes);
        long stopped = System.nanoTime();
        nodes.signal(worker, "-STOP");
        int other = (worker + 1) % ClusterNodes.COUNT;
        Waiting.untilWithLongPatience(() -> nodes.isServed(other, address));
        Duration took = Duration.ofNanos(System.nanoTime() - stopped);
        nodes.signal(worker, "-CONT");
        ClusterNodes.pause(Duration.ofSeconds(5));
        assertThat(nodes.isServed(worker, address)).isTrue();
        String said =
            nodes.node(worker).log().contains("event=lease_lost") ? "says so" : "had ended";
        print(
            "C2",
            "%s: another is done after %.1f s, the woken one %s; %s"
                .formatted(phase, took.toMillis() / 1e3, said, nodes.examine()));
      }
    }
  }

  private static int worker(ClusterNodes nodes) {
    for (int i = 0; i < ClusterNodes.COUNT; i++) {
      if (!nodes.leasedBy(i).isEmpty()) {
        return i;
      }
    }
    return 0;
  }

  @Test
  void a_database_that_stops_crashes_or_hangs_is_outlasted() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "200ms");
        Load load = new Load(nodes, 300)) {
      ClusterNodes.pause(Duration.ofSeconds(3));
      String kept = nodes.accepted().element();
      Waiting.untilWithLongPatience(() -> nodes.isServed(0, kept));
      for (Map.Entry<String, Runnable> fault : databaseFaults(nodes, kept).entrySet()) {
        long start = System.nanoTime();
        fault.getValue().run();
        long over = System.nanoTime();
        for (int node = 0; node < ClusterNodes.COUNT; node++) {
          nodes.awaitAccepting(node);
        }
        print(
            "C3",
            "%s: the fault %.1f s, accepting again %.1f s after it"
                .formatted(fault.getKey(), (over - start) / 1e9, (System.nanoTime() - over) / 1e9));
      }
      load.close();
      print("C3", nodes.examine());
      long open = nodes.number("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'test%'");
      print("C3", open + " connections at the end");
      assertThat(open).isLessThanOrEqualTo(ClusterNodes.COUNT * 11 + 1);
    }
  }

  private static Map<String, Runnable> databaseFaults(ClusterNodes nodes, String kept) {
    return Map.of(
        "connections ended",
        () ->
            nodes
                .postgres()
                .execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <>"
                        + " pg_backend_pid() AND datname LIKE 'test%'"),
        "kill -9",
        () -> {
          nodes.postgres().crash();
          watch(nodes, kept, Duration.ofSeconds(8));
          nodes.postgres().startAgain();
        },
        "SIGSTOP for 30 s",
        () -> {
          nodes.postgres().hang();
          watch(nodes, kept, Duration.ofSeconds(30));
          nodes.postgres().goOn();
        },
        "no connection left",
        () -> {
          List<Connection> all = takeAllConnections(nodes);
          watch(nodes, kept, Duration.ofSeconds(10));
          all.forEach(ClusterFaultsTest::close);
        });
  }

  private static List<Connection> takeAllConnections(ClusterNodes nodes) {
    List<Connection> all = new ArrayList<>();
    try {
      while (all.size() < MOST_CONNECTIONS) {
        all.add(nodes.postgres().connect("postgres"));
      }
    } catch (SQLException e) {
      // There are no more.
      return all;
    }
    return all;
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What must hold while something is away. */
  private static void watch(ClusterNodes nodes, String kept, Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    Duration slowest = Duration.ZERO;
    while (System.nanoTime() - until < 0) {
      Duration took = nodes.slowestLiveness();
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
      assertThat(nodes.node(0).get("/health?check=readiness").status()).isEqualTo(200);
      assertThat(nodes.isServed(0, kept)).isTrue();
      ClusterNodes.pause(Duration.ofMillis(500));
    }
    print("  liveness", "at most %d ms".formatted(slowest.toMillis()));
    assertThat(slowest).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void a_bucket_that_is_away_or_slow_costs_nothing() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "100ms")) {
      String kept = nodes.ask(0).orElseThrow();
      Waiting.untilWithLongPatience(() -> nodes.isServed(0, kept));
      int before = nodes.provider().calls("image");
      nodes.shared().bucketLink().cut();
      for (int i = 0; i < 6; i++) {
        String address = ClusterNodes.newAddress();
        nodes.node(i).client().send("POST", ClusterNodes.path(address));
      }
      watch(nodes, kept, Duration.ofSeconds(20));
      assertThat(nodes.provider().calls("image")).isEqualTo(before);
      nodes.shared().bucketLink().restore();
      Waiting.untilWithLongPatience(
          () -> nodes.node(1).get("/health").text().contains("\"healthy\""));
      nodes.shared().bucketLink().slowDown(2000);
      long start = System.nanoTime();
      nodes.ask(1).orElseThrow();
      watch(nodes, kept, Duration.ofSeconds(10));
      String figures = nodes.examine();
      print(
          "C4",
          "away: 0 calls; with two seconds more for each request a picture takes %.1f s; %s"
              .formatted((System.nanoTime() - start) / 1e9, figures));
    }
  }

  @Test
  void a_node_that_is_cut_off_from_the_database_stops_before_it_pays() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "200ms", "--workers=1")) {
      nodes.provider().hold("image");
      String first = nodes.ask(0).orElseThrow();
      String second = nodes.ask(0).orElseThrow();
      Waiting.until(() -> nodes.provider().calls("image") >= 2);
      int worker = worker(nodes);
      nodes.databaseLink(worker).pause();
      long cut = System.nanoTime();
      int before = nodes.provider().calls("image");
      ClusterNodes.pause(LEASE);
      nodes.provider().release();
      int other = (worker + 1) % ClusterNodes.COUNT;
      Waiting.untilWithLongPatience(
          () -> nodes.isServed(other, first) && nodes.isServed(other, second));
      long took = System.nanoTime() - cut;
      assertThat(nodes.node(worker).get("/health?check=liveness").status()).isEqualTo(200);
      nodes.databaseLink(worker).goOn();
      print(
          "C5",
          "served by another %.1f s after the cut, %d more calls; %s"
              .formatted(took / 1e9, nodes.provider().calls("image") - before, nodes.examine()));
    }
  }

  @Test
  void identical_and_distinct_requests_are_made_once_and_served_by_each_in_turn() throws Exception {
    int distinct = Integer.getInteger("cluster.distinct", 10_000);
    int identical = distinct / 2;
    try (ClusterNodes nodes =
        new ClusterNodes(folder, "0ms", "--workers=8", "--queue=" + distinct)) {
      String same = ClusterNodes.newAddress();
      AtomicInteger turn = new AtomicInteger();
      AtomicInteger steps = new AtomicInteger();
      try (Together clients = new Together(16)) {
        clients.call(
            () -> {
              while (turn.incrementAndGet() < identical) {
                nodes.node(turn.get()).client().send("GET", ClusterNodes.path(same));
              }
              return true;
            });
        assertThat(nodes.provider().calls("image")).isEqualTo(1);
        long start = System.nanoTime();
        turn.set(0);
        clients.call(
            () -> {
              while (turn.incrementAndGet() <= distinct) {
                Optional<String> address = nodes.ask(turn.get());
                if (address.isPresent() && turn.get() % 10 == 0) {
                  steps.addAndGet(followInTurn(nodes, address.get()));
                }
              }
              return true;
            });
        String figures = nodes.examine();
        print(
            "C6, C7",
            "%d identical: 1 call; %d distinct in %.0f s; %d polls of followed ones; %s"
                .formatted(
                    identical, distinct, (System.nanoTime() - start) / 1e9, steps.get(), figures));
        assertThat(nodes.provider().calls("image")).isEqualTo(1 + nodes.accepted().size());
      }
    }
  }

  /** Polls each node in turn; returns how often. */
  private static int followInTurn(ClusterNodes nodes, String address) {
    int phase = -1;
    for (int polls = 1; ; polls++) {
      var seen = nodes.node(polls).get(ClusterNodes.path(address)).json();
      assertThat(seen.path("phaseIndex").asInt())
          .as(() -> seen + nodes.logsOf(address))
          .isGreaterThanOrEqualTo(phase);
      phase = seen.path("phaseIndex").asInt();
      if (seen.path("done").asBoolean()) {
        assertThat(nodes.isServed(polls + 1, address)).isTrue();
        return polls;
      }
    }
  }

  @Test
  void a_rolling_restart_under_load_loses_nothing() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "300ms")) {
      try (Load load = new Load(nodes, 200)) {
        for (int i = 0; i < ClusterNodes.COUNT; i++) {
          ClusterNodes.pause(Duration.ofSeconds(2));
          assertThat(nodes.node(i).terminate()).isZero();
          nodes.start(i);
        }
        ClusterNodes.pause(Duration.ofSeconds(2));
      }
      print("C10", nodes.examine());
    }
  }
}
