package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.CuttableLink;
import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.fixtures.S3Server;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * Three servers, each a process of its own, on a database of their own and a bucket, with a
 * provider that is paid; and what must hold of all that they have accepted.
 */
final class ClusterNodes implements AutoCloseable {
  static final int COUNT = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int STARTS = 5;
  private static final int TURNS = 30;
  private static final int ADDRESS_DIGITS = 40;
  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  private final Path folder;
  private final PostgresServer postgres;
  private final SharedState shared;
  private final FakeProvider provider;
  private final List<CuttableLink> databaseLinks = new ArrayList<>();
  private final List<String> flags;
  private final AtomicReferenceArray<ServerProcess> processes = new AtomicReferenceArray<>(COUNT);
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile String lastRefusal = "";
  private final ClaimLog claims;

  ClusterNodes(Path folder, String latency, String... flags) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.postgres = PostgresServer.start();
    this.shared = SharedState.create(postgres);
    this.provider = new FakeProvider(0, Map.of("latency", latency));
    this.flags = List.of(flags);
    for (int i = 0; i < COUNT; i++) {
      databaseLinks.add(new CuttableLink(shared.databaseLink().port()));
    }
    for (int i = 0; i < COUNT; i++) {
      start(i);
    }
    claims = new ClaimLog(postgres, shared.database());
  }

  void start(int node) {
    String[] all =
        Stream.of(
                Stream.of(shared.flags("node-" + node, databaseLinks.get(node).port())),
                Stream.of("--no-enhance"),
                isGiven("--workers") ? Stream.<String>empty() : Stream.of("--workers=2"),
                flags.stream())
            .flatMap(it -> it)
            .toArray(String[]::new);
    processes.set(node, start(node, all));
  }

  private boolean isGiven(String flag) {
    return flags.stream().anyMatch(given -> given.startsWith(flag + "="));
  }

  /** Tries as often as a supervisor does: the machine may be too busy for the first start. */
  private ServerProcess start(int node, String[] all) {
    for (int attempt = 1; ; attempt++) {
      try {
        return ServerProcess.start(
            folder.resolve("node-" + node),
            Map.of(
                "OPENAI_API_KEY",
                "sk-test-0123456789-last",
                "OPENAI_BASE_URL",
                provider.baseUrl(),
                "AWS_ACCESS_KEY_ID",
                S3Server.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3Server.SECRET_KEY),
            all);
      } catch (IllegalStateException e) {
        if (attempt == STARTS) {
          throw e;
        }
      }
    }
  }

  ServerProcess node(int node) {
    return processes.get(Math.floorMod(node, COUNT));
  }

  CuttableLink databaseLink(int node) {
    return databaseLinks.get(node);
  }

  SharedState shared() {
    return shared;
  }

  PostgresServer postgres() {
    return postgres;
  }

  FakeProvider provider() {
    return provider;
  }

  Queue<String> accepted() {
    return accepted;
  }

  int refused() {
    return refused.get();
  }

  void signal(int node, String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(node(node).pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String path(String address) {
    return "/dalle/simple/" + address + "?generate=1";
  }

  static String newAddress() {
    // Random digits: two addresses that differ in the last ones alone may have one prompt.
    Random digits = new Random(ADDRESSES.incrementAndGet());
    StringBuilder address = new StringBuilder("0x");
    for (int i = 0; i < ADDRESS_DIGITS; i++) {
      address.append(Character.forDigit(digits.nextInt(16), 16));
    }
    return address.toString();
  }

  /** Asks a node for a new picture; empty when it does not accept it. */
  Optional<String> ask(int node) {
    String address = newAddress();
    try {
      TestResponse answer = node(node).client().send("POST", path(address));
      if (answer.status() / 100 == 2) {
        accepted.add(address);
        return Optional.of(address);
      }
      lastRefusal = answer.status() + " " + answer.text();
    } catch (UncheckedIOException | NullPointerException e) {
      // It is dead; whether it has accepted the picture is not known.
      lastRefusal = e.toString();
    }
    refused.incrementAndGet();
    return Optional.empty();
  }

  /** Waits until a node accepts a picture. */
  void awaitAccepting(int node) {
    try {
      Waiting.untilWithLongPatience(() -> ask(node).isPresent());
    } catch (AssertionError e) {
      throw new AssertionError("node " + node + " says " + lastRefusal, e);
    }
  }

  /** Returns what the nodes have logged of a picture, and of leases and the database. */
  String logsOf(String address) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < COUNT; i++) {
      int node = i;
      node(i)
          .log()
          .lines()
          .filter(line -> line.contains(address) || line.contains("lease") || line.contains("WARN"))
          .forEach(line -> lines.append("\nnode-").append(node).append(' ').append(line));
    }
    return lines.toString();
  }

  boolean isServed(int node, String address) {
    try {
      return node(node).get("/files/simple/annotated/" + address + ".png").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /**
   * Waits until no job is under way and all that was accepted is served, by nodes in turn; returns
   * what is lost. A picture that was refused since two nodes in a row died over it is asked for
   * again, as its client would.
   */
  private List<String> lost(List<String> poison) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (number("SELECT count(*) FROM job WHERE ended_at IS NULL") > 0
        && System.nanoTime() - until < 0) {
      pause(Duration.ofMillis(500));
    }
    List<String> missing = new ArrayList<>(accepted);
    for (int turn = 0; turn < TURNS && !missing.isEmpty(); turn++) {
      int node = turn;
      missing.removeIf(address -> isServed(node, address));
    }
    for (String address : List.copyOf(missing)) {
      if (state(List.of(address)).contains("servers in a row died")) {
        poison.add(address);
        missing.remove(address);
        assertThat(node(0).client().pollUntilDone(path(address)).text()).contains(address);
      }
    }
    return missing;
  }

  /** Checks what must hold after any faults; returns it in words. */
  String examine() {
    List<String> poison = new ArrayList<>();
    List<String> lost = lost(poison);
    int paid = provider.painted().values().stream().mapToInt(count -> count).sum();
    int twice = provider.painted().values().stream().mapToInt(count -> count - 1).sum();
    long counted =
        number("SELECT coalesce(sum(count), 0) FROM spending_total WHERE name LIKE 'poss%'");
    long broken = number("SELECT count(*) FROM job WHERE outcome NOT IN ('Done', 'Cancelled')");
    String figures =
        ("accepted %d, refused %d, lost %d; taken for poison %d; pictures paid for %d, twice %d,"
                + " counted %d; failed %d; %s")
            .formatted(
                accepted.size(),
                refused.get(),
                lost.size(),
                poison.size(),
                paid,
                twice,
                counted,
                broken,
                claims.figures());
    assertThat(lost).as("%s%n%s", figures, lost.isEmpty() ? "" : state(lost)).isEmpty();
    assertThat((long) twice).as(figures).isLessThanOrEqualTo(counted);
    assertThat(claims.overlapping()).as(figures).isEmpty();
    return figures;
  }

  long number(String sql) {
    try (Connection connection = postgres.connect(shared.database());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** What is known of lost pictures. */
  private String state(List<String> lost) {
    StringBuilder text = new StringBuilder();
    for (String address : lost) {
      text.append(
              text(
                  "SELECT concat_ws(' ', id, outcome, node, fence, lease_until - clock_timestamp(),"
                      + " lost, state) FROM job WHERE key LIKE '%"
                      + address
                      + "' ORDER BY id DESC LIMIT 1"))
          .append('\n');
    }
    return text.toString();
  }

  private String text(String sql) {
    try (Connection connection = postgres.connect(shared.database());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "none";
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The ids of the jobs that a node works on. */
  List<Long> leasedBy(int node) {
    List<Long> ids = new ArrayList<>();
    String sql =
        "SELECT id FROM job WHERE ended_at IS NULL AND node LIKE 'node-"
            + node
            + "/%' AND lease_until > clock_timestamp()";
    try (Connection connection = postgres.connect(shared.database());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        ids.add(row.getLong(1));
      }
      return ids;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The longest that liveness has taken at the nodes that run. */
  Duration slowestLiveness() {
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < COUNT; i++) {
      long start = System.nanoTime();
      assertThat(node(i).get("/health?check=liveness").status()).isEqualTo(200);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }
    return slowest;
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < COUNT; i++) {
      if (processes.get(i) != null) {
        processes.get(i).close();
      }
    }
    provider.close();
    shared.close();
    databaseLinks.forEach(CuttableLink::close);
    postgres.close();
  }
}
