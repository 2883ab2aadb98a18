package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.web.EventClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers that share a database and a bucket, with a provider that is paid, and with wall
 * clocks that are an hour apart. The short forms of what {@code chaos.ClusterFaultsTest} does.
 */
@Timeout(180)
class ClusterPromisesTest {
  private static final int NODES = 3;
  private static final int BUDGET = 60;

  /** Within a phase, percent is an estimate by each server's own reading of the time. */
  private static final double ESTIMATE = 10;

  private static final AtomicInteger ADDRESSES = new AtomicInteger(1000);

  @TempDir private static Path folder;
  private static SharedState shared;
  private static FakeProvider provider;
  private static final List<TestServer> SERVERS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    shared = SharedState.create();
    provider = new FakeProvider(0, Map.of("latency", "50ms"));
    for (int i = 0; i < NODES; i++) {
      SERVERS.add(server(shared, "node-" + i, i, "--daily-image-limit=" + BUDGET));
    }
  }

  private static TestServer server(SharedState state, String name, int hours, String... flags) {
    Clocks late =
        new Clocks(Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)), System::nanoTime);
    return TestServer.in(folder.resolve(name))
        .remote(provider.baseUrl())
        .ticker(late)
        .with(state.flags(name))
        .with("--no-enhance", "--workers=2", "--failure-hold=1m")
        .with(flags)
        .start();
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(TestServer::close);
    provider.close();
    shared.close();
  }

  private static TestServer node(int i) {
    return SERVERS.get(Math.floorMod(i, NODES));
  }

  private static String address() {
    return String.format("0x%040x", ADDRESSES.incrementAndGet());
  }

  private static String picture(String address) {
    return "/files/simple/annotated/" + address + ".png";
  }

  @Test
  void identical_requests_to_all_make_one_picture_and_a_client_of_each_in_turn_sees_no_step_back()
      throws Exception {
    String address = address();
    int before = provider.calls("image");
    AtomicInteger turn = new AtomicInteger();
    try (Together clients = new Together(24)) {
      clients.call(
          () -> {
            double percent = -1;
            int phase = -1;
            while (true) {
              TestResponse answer =
                  node(turn.incrementAndGet()).get("/dalle/simple/" + address + "?generate=1");
              JsonNode seen = answer.json();
              assertThat(seen.path("phaseIndex").asInt()).isGreaterThanOrEqualTo(phase);
              assertThat(seen.path("percent").asDouble())
                  .isGreaterThanOrEqualTo(percent - ESTIMATE);
              phase = seen.path("phaseIndex").asInt();
              percent = seen.path("percent").asDouble();
              if (seen.path("done").asBoolean()) {
                assertThat(seen.path("error").asText()).isEmpty();
                assertThat(node(turn.incrementAndGet()).get(picture(address)).status())
                    .isEqualTo(200);
                return true;
              }
            }
          });
    }
    assertThat(provider.calls("image") - before).isEqualTo(1);
  }

  @Test
  void followers_of_other_servers_miss_no_end_when_their_notices_are_cut_off() {
    String address = address();
    provider.hold("image");
    List<EventClient> followers = new ArrayList<>();
    try {
      node(0).get("/dalle/simple/" + address + "?generate=1");
      for (int i = 0; i < NODES; i++) {
        followers.add(
            EventClient.open(node(i).client().uri("/dalle/simple/" + address + "/events")));
      }
      Waiting.until(() -> provider.calls("image") > 0);
      PostgresServer.shared()
          .execute(
              "postgres",
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE"
                  + " 'node-% notices'");
    } finally {
      provider.release();
    }
    for (EventClient follower : followers) {
      List<EventClient.Event> events = follower.rest();
      assertThat(events.get(events.size() - 1).name()).isEqualTo("done");
      follower.close();
    }
  }

  @Test
  void together_they_pay_for_exactly_as_many_pictures_as_the_day_allows() throws Exception {
    SharedState own = SharedState.create();
    List<TestServer> servers = new ArrayList<>();
    try {
      for (int i = 0; i < NODES; i++) {
        servers.add(server(own, "budget-" + i, i, "--daily-image-limit=10"));
      }
      int before = provider.calls("image");
      List<String> asked = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String address = address();
        asked.add(address);
        servers.get(i % NODES).send("POST", "/dalle/simple/" + address + "?generate=1");
      }
      long made =
          asked.stream()
              .filter(
                  address ->
                      servers
                          .get(1)
                          .client()
                          .pollUntilDone("/dalle/simple/" + address + "?generate=1")
                          .json()
                          .path("error")
                          .asText("refused")
                          .isEmpty())
              .count();
      assertThat(made).isEqualTo(10);
      assertThat(provider.calls("image") - before).isEqualTo(10);
    } finally {
      servers.forEach(TestServer::close);
      own.close();
    }
  }

  @Test
  void together_they_ask_no_oftener_than_the_rate_allows() {
    SharedState own = SharedState.create();
    List<TestServer> servers = new ArrayList<>();
    try {
      for (int i = 0; i < NODES; i++) {
        // One in half a second.
        servers.add(server(own, "rate-" + i, 0, "--images-per-minute=120"));
      }
      List<String> asked = Stream.generate(ClusterPromisesTest::address).limit(9).toList();
      int before = provider.calls("image");
      long start = System.nanoTime();
      for (int i = 0; i < asked.size(); i++) {
        servers.get(i % NODES).send("POST", "/dalle/simple/" + asked.get(i) + "?generate=1");
      }
      Waiting.until(() -> provider.calls("image") - before == asked.size());
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(500L * (asked.size() - 1) - 100));
    } finally {
      servers.forEach(TestServer::close);
      own.close();
    }
  }

  @Test
  void a_batch_and_its_cancelling_are_the_same_at_each_server() {
    provider.hold("image");
    try {
      TestResponse begun =
          node(0).sendJson("POST", "/v1/images/generations", "{\"prompt\":\"a cat\"}");
      String path = "/v1/images/generations/" + begun.json().path("id").asText();
      assertThat(node(1).get(path).status()).isEqualTo(200);
      assertThat(node(2).send("DELETE", path).status()).isBetween(200, 204);
      Waiting.until(() -> !node(1).get(path).text().contains("\"running\""));
    } finally {
      provider.release();
    }
  }
}
