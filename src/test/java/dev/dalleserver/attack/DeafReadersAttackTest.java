package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ApiContract;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row 36: on each route in turn, 250 clients that send requests and never read. */
@Tag("long")
@Timeout(900)
class DeafReadersAttackTest {
  private static final int READERS = 250;

  /** More than both ends of a connection hold for a client that does not read. */
  private static final int UNREAD_BYTES = 6_000_000;

  /** More would be a flood of requests, which tests the processor and not slow readers. */
  private static final int MOST_REQUESTS = 60;

  private static final Duration LONGEST = Duration.ofSeconds(10);

  @TempDir Path dataDir;

  @Test
  void two_hundred_and_fifty_readers_on_each_route_who_do_not_read() throws Exception {
    Attack.need();
    try (AttackedServer server =
            AttackedServer.in(dataDir).provider(Map.of("body", "noise")).start();
        Attack attack = Attack.on(server, "36", "250 readers who do not read, on each route")) {
      server.make(TestServer.ADDRESS);
      List<String> slow = new ArrayList<>();
      long top = attack.topMegabytes();
      List<String> paths = paths(Batches.make(server, 2));
      for (String path : paths) {
        Duration slowestBefore = attack.slowest();
        int times = requestsFor(server, path);
        ByteBuffer requests = Swarm.get(path, times);
        try (Swarm swarm =
            Swarm.sends(server.port(), READERS, Swarm.Manner.deaf(), n -> requests.duplicate())) {
          swarm.awaitSent(LONGEST);
          System.out.println("250 times, and " + times + " a connection: " + path);
          attack.isAtItsTop(Duration.ofSeconds(1));
        }
        if (attack.slowest().compareTo(slowestBefore) > 0 || attack.topMegabytes() > top) {
          top = attack.topMegabytes();
          slow.add(path + " " + attack.slowest().toMillis() + " ms, " + top + " MB");
        }
      }
      System.out.println("each slower, or with more memory, than those before: " + slow);
      attack.isOver(paths.size() + " routes, one after another");
      assertThat(server.make("0x%040x".formatted(77)).json().path("error").asText("-")).isEmpty();
    }
  }

  /** How often one connection has to ask until more is unread than the network holds. */
  private static int requestsFor(AttackedServer server, String path) {
    if (path.endsWith("/events") || path.endsWith("/ws")) {
      return 1;
    }
    int bytes = 200 + server.get(path).body().length;
    return Math.max(1, Math.min(MOST_REQUESTS, UNREAD_BYTES / bytes));
  }

  /** Every documented path, its parameters replaced by existing things. */
  private static List<String> paths(String batch) {
    List<String> paths = new ArrayList<>();
    ApiContract.document()
        .path("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getValue().has("get")) {
                paths.add(Documented.path(path.getKey(), batch));
              }
            });
    paths.addAll(List.of("/series?details=series", "/metrics?format=json", "/no/such/path"));
    return paths;
  }
}
