package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.EventClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers that share a database and a bucket, as clients see them. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.Random.class)
class ClusterTest {
  /** What a generation makes, and a few more for steps that are not written together. */
  private static final double MOST_STATEMENTS = 110;

  /** Of these, questions for files; two of them where another node than the one asked works. */
  private static final double MOST_LOOKS = 18;

  /** Statements that nodes make without any request. */
  private static final Set<String> OF_EACH_SECOND =
      Set.of(
          "job_count",
          "job_by_id",
          "job_changed",
          "today",
          "spending_latest",
          "spending_twice",
          "spending_abandoned",
          "spending_change",
          "collection_versions",
          "collection_worker_take",
          "collection_worker_renew",
          "node_alive",
          "node_beat",
          "series_versions",
          "series_last");

  private static final Pattern STATEMENT =
      Pattern.compile(
          "dalleserver_database_statement_seconds_count\\{statement=\"([a-z_]+)\"[^}]*}"
              + " ([0-9.E]+)");

  @TempDir private static Path folder;
  private static SharedState shared;
  private static TestServer one;
  private static TestServer two;

  @BeforeAll
  static void start() {
    shared = SharedState.create();
    one = TestServer.in(folder.resolve("one")).with(shared.flags("one")).start();
    two = TestServer.in(folder.resolve("two")).with(shared.flags("two")).start();
    one.painter().release();
    two.painter().release();
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    shared.close();
  }

  private static String address(int n) {
    return String.format("0x%040x", n);
  }

  private static String picture(String address) {
    return "/files/simple/annotated/" + address + ".png";
  }

  private static TestResponse make(TestServer server, String address) {
    return server.client().pollUntilDone("/dalle/simple/" + address + "?generate=1");
  }

  @Test
  void a_picture_that_one_has_made_the_other_serves_at_once() {
    for (int i : IntStream.range(100, 110).toArray()) {
      make(one, address(i));
      TestResponse file = two.get(picture(address(i)));
      assertThat(file.status()).isEqualTo(200);
      assertThat(file.header("ETag")).isEqualTo(one.get(picture(address(i))).header("ETag"));
    }
  }

  @Test
  void a_picture_that_one_removes_no_other_serves_to_a_later_request() {
    String address = address(200);
    make(one, address);
    assertThat(two.get(picture(address)).status()).isEqualTo(200);
    assertThat(one.get("/dalle/simple/" + address + "?remove=1").status()).isEqualTo(200);
    assertThat(two.get(picture(address)).status()).isEqualTo(404);
    assertThat(one.get(picture(address)).status()).isEqualTo(404);
  }

  @Test
  void the_end_of_a_run_is_not_told_by_another_when_the_picture_is_removed() {
    String address = address(250);
    String path = "/dalle/simple/" + address;
    one.painter().hold();
    two.painter().hold();
    one.get(path + "?generate=1");
    assertThat(two.get(path + "?generate=1").json().path("done").asBoolean()).isFalse();
    one.painter().release();
    two.painter().release();
    make(one, address);
    assertThat(one.get(path + "?remove=1").status()).isEqualTo(200);
    assertThat(two.get(path).status()).isEqualTo(404);
    assertThat(two.get(path + "?generate=1").json().path("done").asBoolean()).isFalse();
    make(two, address);
    assertThat(one.get(path).header("Content-Type")).isEqualTo("image/png");
  }

  @Test
  void who_follows_all_runs_at_one_is_told_of_those_that_the_other_was_asked_for() {
    one.painter().hold();
    two.painter().hold();
    one.get("/dalle/simple/" + address(270) + "?generate=1");
    try (EventClient events = EventClient.open(two.client().uri("/events"))) {
      assertThat(events.next("snapshot").data()).contains(address(270));
      // So many that both work on some.
      Set<String> missing =
          IntStream.range(271, 281).mapToObj(ClusterTest::address).collect(Collectors.toSet());
      missing.forEach(address -> one.get("/dalle/simple/" + address + "?generate=1"));
      one.painter().release();
      two.painter().release();
      Waiting.until(
          () -> {
            missing.remove(events.next("done").json().path("address").asText());
            return missing.isEmpty();
          });
    }
  }

  @Test
  void a_series_that_one_stores_the_other_draws_from() {
    assertThat(one.sendJson("PUT", "/series/shared", "{\"nouns\":[\"bear\"]}").status())
        .isEqualTo(201);
    Waiting.until(() -> two.get("/series/shared").status() == 200);
    assertThat(two.send("DELETE", "/series/shared").status()).isLessThan(300);
    Waiting.until(() -> one.get("/series/shared").status() == 400);
  }

  @Test
  void health_shows_database_bucket_and_nodes() {
    Waiting.until(() -> one.get("/health").text().contains("\"two\""));
    assertThat(one.get("/health").text())
        .contains("\"database\"", "\"bucket\"", "\"cluster\"", "\"one\"");
  }

  /**
   * The statements of one generation, apart from those that each node makes every second. Whoever
   * makes them more has to say why, and what {@code docs/cluster.md} reckons with them changes.
   */
  @Test
  void a_generation_makes_no_more_statements_than_it_needs() {
    make(one, address(650));
    AtomicReference<Map<String, Double>> before = new AtomicReference<>(Map.of());
    // What workers still do with jobs that have ended is none of this generation.
    Waiting.until(() -> since(before.getAndSet(statements())).isEmpty());
    one.get("/dalle/simple/" + address(651) + "?generate=1");
    // The last that is done with a job.
    Waiting.until(() -> since(before.get()).containsKey("job_release"));
    Map<String, Double> made = since(before.get());
    double all = made.values().stream().mapToDouble(it -> it).sum();
    assertThat(all).as(made.toString()).isLessThanOrEqualTo(MOST_STATEMENTS);
    double looks = made.get("artifact_find") + made.get("artifact_find_all");
    assertThat(looks).as(made.toString()).isLessThanOrEqualTo(MOST_LOOKS);
  }

  private static Map<String, Double> statements() {
    Map<String, Double> counts = new TreeMap<>();
    for (TestServer node : List.of(one, two)) {
      Matcher found = STATEMENT.matcher(node.get("/metrics", "Accept", "text/plain").text());
      while (found.find()) {
        counts.merge(found.group(1), Double.valueOf(found.group(2)), Double::sum);
      }
    }
    return counts;
  }

  private static Map<String, Double> since(Map<String, Double> before) {
    Map<String, Double> since = statements();
    since.replaceAll((name, count) -> count - before.getOrDefault(name, 0.0));
    since.values().removeIf(count -> count == 0);
    since.keySet().removeAll(OF_EACH_SECOND);
    return since;
  }

  @Test
  void metrics_show_statements_requests_and_the_cache() {
    make(one, address(600));
    assertThat(one.get("/metrics", "Accept", "text/plain").text())
        .contains(
            "dalleserver_database_statement_seconds_count{statement=\"artifact_replace\"",
            "dalleserver_bucket_request_seconds_count{operation=\"put\"",
            "dalleserver_picture_cache_bytes ",
            "dalleserver_cluster_leases_lost 0");
  }

  @Test
  void while_the_bucket_is_away_nothing_is_paid_for_and_what_is_here_is_served() {
    String address = address(400);
    make(one, address);
    assertThat(one.get(picture(address)).status()).isEqualTo(200);
    int calls = one.painter().calls() + two.painter().calls();
    shared.bucketLink().cut();
    try {
      assertThat(one.get(picture(address)).status()).isEqualTo(200);
      assertThat(make(one, address(401)).text()).contains("FILE_SYSTEM_ERROR");
      assertThat(one.painter().calls() + two.painter().calls()).isEqualTo(calls);
    } finally {
      shared.bucketLink().restore();
    }
  }

  @Test
  void while_the_database_is_away_what_is_here_is_served_and_new_work_is_refused() {
    String address = address(500);
    make(one, address);
    byte[] bytes = one.get(picture(address)).body();
    shared.databaseLink().cut();
    try {
      assertThat(one.get(picture(address)).body()).isEqualTo(bytes);
      TestResponse refused = one.send("POST", "/dalle/simple/" + address(501) + "?generate=1");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("DATABASE_UNAVAILABLE");
      assertThat(refused.header("Retry-After")).matches("[1-9]\\d*");
      Waiting.until(() -> one.get("/health").text().contains("\"degraded\""));
      assertThat(one.get("/health?check=readiness").status()).isEqualTo(200);
    } finally {
      shared.databaseLink().restore();
    }
    Waiting.until(
        () -> one.send("POST", "/dalle/simple/" + address(501) + "?generate=1").status() < 300);
    Waiting.until(() -> two.get("/dalle/simple/" + address(501)).status() == 200);
    make(two, address(501));
    assertThat(one.get(picture(address(501))).status()).isEqualTo(200);
  }
}
