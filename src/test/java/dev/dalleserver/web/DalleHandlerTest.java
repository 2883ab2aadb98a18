package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row of the contract's table for {@code /dalle/{series}/{address}}, over a real socket. */
@OnBothBackends
class DalleHandlerTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server =
        TestServer.in(dataDir)
            .with("--workers", "1", "--queue", "1", "--failure-hold", "10m")
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestResponse stored(String kind, String ending) {
    return server.get("/files/simple/" + kind + "/" + TestServer.ADDRESS + ending);
  }

  private static String address(int last) {
    return "0x" + "0".repeat(36) + String.format("%04x", last);
  }

  /** Waits, without sleeping, until the run has reached a phase. */
  private JsonNode awaitPhase(String phase) {
    JsonNode snapshot = server.get(PATH).json();
    while (!snapshot.path("currentPhase").asText().equals(phase)) {
      snapshot = server.get(PATH + "?wait=1").json();
    }
    return snapshot;
  }

  @Nested
  class WhenThePictureExists {
    @BeforeEach
    void make() {
      server.make("simple");
      assertThat(stored("annotated", ".png").status()).isEqualTo(200);
    }

    @Test
    void a_plain_get_answers_the_png() throws Exception {
      TestResponse response = server.get(PATH);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).isEqualTo("image/png");
      assertThat(response.body()).isEqualTo(stored("annotated", ".png").body());
    }

    @Test
    void any_case_of_the_address_finds_it() {
      String shouting = "0x" + TestServer.ADDRESS.substring(2).toUpperCase(Locale.ROOT);
      assertThat(server.get("/dalle/simple/" + shouting).header("Content-Type"))
          .isEqualTo("image/png");
    }

    @Test
    void generate_answers_a_snapshot_that_says_cache_hit_and_makes_nothing() {
      JsonNode snapshot = server.get(PATH + "?generate=1").json();
      assertThat(snapshot.path("cacheHit").asBoolean()).isTrue();
      assertThat(snapshot.path("done").asBoolean()).isTrue();
      assertThat(snapshot.path("percent").asDouble()).isEqualTo(100);
      assertThat(snapshot.path("dalleDress").path("completed").asBoolean()).isTrue();
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void remove_deletes_the_picture_and_its_thumbnail_and_keeps_the_prompts() {
      TestResponse response = server.get(PATH + "?remove=1");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().path("data").path("removed").asBoolean()).isTrue();
      assertThat(response.json().path("data").path("path").asText())
          .isEqualTo("output/simple/annotated/" + TestServer.ADDRESS + ".png");
      assertThat(stored("annotated", ".png").status()).isEqualTo(404);
      assertThat(stored("thumbnail", ".jpg").status()).isEqualTo(404);
      assertThat(stored("prompt", ".txt").status()).isEqualTo(200);
      assertThat(server.get(PATH).status()).isEqualTo(404);
    }

    @Test
    void after_removing_it_is_only_annotated_again_since_it_was_paid_for() {
      server.get(PATH + "?remove=1");
      JsonNode last = server.make("simple").json();
      assertThat(last.path("cacheHit").asBoolean()).isFalse();
      assertThat(last.path("phases").get(4).path("skipped").asBoolean()).isTrue();
      assertThat(stored("annotated", ".png").status()).isEqualTo(200);
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void force_makes_it_again_while_the_old_one_is_served() throws Exception {
      byte[] old = stored("annotated", ".png").body();
      server.painter().hold();
      JsonNode first = server.get(PATH + "?generate=1&force=1").json();
      assertThat(first.path("done").asBoolean()).isFalse();
      assertThat(server.get(PATH).body()).isEqualTo(old);
      server.painter().release();
      JsonNode last = server.make("simple").json();
      assertThat(last.path("cacheHit").asBoolean()).isFalse();
      assertThat(server.painter().calls()).isEqualTo(2);
    }

    @Test
    void polling_with_force_ends_when_the_forced_run_does() {
      JsonNode last = server.client().pollUntilDone(PATH + "?generate=1&force=1").json();
      assertThat(last.path("done").asBoolean()).isTrue();
      assertThat(last.path("cacheHit").asBoolean()).isFalse();
      assertThat(server.painter().calls()).isEqualTo(2);
    }

    @Test
    void post_with_force_makes_it_again_also_when_nobody_has_seen_the_last_run_end() {
      server.send("POST", PATH + "?force=1");
      Waiting.until(() -> server.painter().calls() == 2);
      Waiting.until(
          () -> server.get("/metrics").text().contains("dalleserver_generations_active 0.0"));

      TestResponse response = server.send("POST", PATH + "?force=1");

      assertThat(response.status()).isEqualTo(202);
      Waiting.until(() -> server.painter().calls() == 3);
    }

    @Test
    void post_answers_200_since_there_is_nothing_to_do() {
      assertThat(server.send("POST", PATH).status()).isEqualTo(200);
      assertThat(server.painter().calls()).isEqualTo(1);
    }
  }

  @Nested
  class WhenItIsMissingAndIdle {
    @Test
    void a_plain_get_is_404_and_says_how_to_make_it() {
      TestResponse response = server.get(PATH);
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.errorCode()).isEqualTo("NOT_FOUND");
      assertThat(response.json().path("error").path("details").asText()).contains("?generate=1");
    }

    @Test
    void generate_starts_it_and_answers_the_first_snapshot() {
      server.painter().hold();
      TestResponse response = server.get(PATH + "?generate=1");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().path("done").asBoolean()).isFalse();
      assertThat(response.json().path("error").asText()).isEmpty();
    }

    @Test
    void remove_says_that_nothing_was_removed() {
      TestResponse response = server.get(PATH + "?remove=1");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().path("data").path("removed").asBoolean(true)).isFalse();
    }

    @Test
    void post_starts_it_with_202_and_its_location() {
      server.painter().hold();
      TestResponse response = server.send("POST", PATH);
      assertThat(response.status()).isEqualTo(202);
      assertThat(response.header("Location")).isEqualTo(PATH);
      assertThat(response.json().path("done").asBoolean()).isFalse();
    }

    @Test
    void neither_a_head_nor_a_prefetch_starts_it() {
      assertThat(server.send("HEAD", PATH + "?generate=1").status()).isEqualTo(404);
      assertThat(server.get(PATH + "?generate=1", "Sec-Purpose", "prefetch").status())
          .isEqualTo(404);
      assertThat(server.painter().calls()).isZero();
      assertThat(stored("prompt", ".txt").status()).isEqualTo(404);
    }
  }

  @Nested
  class WhenItIsBeingMade {
    @BeforeEach
    void begin() {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      awaitPhase("image_wait");
    }

    @Test
    void a_plain_get_answers_its_snapshot() {
      JsonNode snapshot = server.get(PATH).json();
      assertThat(snapshot.path("currentPhase").asText()).isEqualTo("image_wait");
      assertThat(snapshot.path("current").asText()).isEqualTo("image_wait");
      assertThat(snapshot.path("phaseIndex").asInt()).isEqualTo(5);
    }

    @Test
    void generate_joins_the_same_run() {
      long started = server.get(PATH).json().path("startedNs").asLong();
      JsonNode joined = server.get(PATH + "?generate=1").json();
      assertThat(joined.path("startedNs").asLong()).isEqualTo(started);
      // The phase begins a moment before the painter is asked.
      Waiting.until(() -> server.painter().calls() > 0);
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void remove_is_a_conflict() {
      TestResponse response = server.get(PATH + "?remove=1");
      assertThat(response.status()).isEqualTo(409);
      assertThat(response.errorCode()).isEqualTo("CONFLICT");
    }

    @Test
    void a_second_one_waits_in_the_queue_and_says_so() {
      JsonNode queued = server.get("/dalle/simple/" + address(1) + "?generate=1").json();
      assertThat(queued.path("queuePosition").asInt()).isEqualTo(1);
      assertThat(queued.path("currentPhase").asText()).isEqualTo("setup");
      assertThat(queued.path("startedNs").asLong()).isZero();
    }

    @Test
    void waiting_is_answered_when_the_phase_changes() {
      server.painter().release();
      JsonNode later = server.get(PATH + "?generate=1&wait=30").json();
      assertThat(later.path("currentPhase").asText()).isNotEqualTo("image_wait");
    }

    @Test
    void waiting_is_answered_when_its_time_is_up() {
      JsonNode later = server.get(PATH + "?wait=1").json();
      assertThat(later.path("currentPhase").asText()).isEqualTo("image_wait");
    }
  }

  @Nested
  class WhenTheQueueIsFull {
    @BeforeEach
    void fill() {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      awaitPhase("image_wait");
      server.get("/dalle/simple/" + address(1) + "?generate=1");
    }

    @Test
    void generate_is_503_with_the_time_to_come_back() {
      TestResponse response = server.get("/dalle/simple/" + address(2) + "?generate=1");
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.errorCode()).isEqualTo("SERVER_BUSY");
      assertThat(Integer.parseInt(response.header("Retry-After"))).isGreaterThanOrEqualTo(1);
    }

    @Test
    void the_refused_one_has_left_no_trace() {
      server.get("/dalle/simple/" + address(2) + "?generate=1");
      assertThat(server.get("/dalle/simple/" + address(2)).status()).isEqualTo(404);
      server.painter().release();
      server.make("simple");
      assertThat(
              server
                  .client()
                  .pollUntilDone("/dalle/simple/" + address(2) + "?generate=1")
                  .json()
                  .path("error")
                  .asText())
          .isEmpty();
    }

    @Test
    void those_that_are_waiting_are_still_answered() {
      assertThat(server.get(PATH + "?generate=1").status()).isEqualTo(200);
      assertThat(server.get("/dalle/simple/" + address(1) + "?generate=1").status()).isEqualTo(200);
    }
  }

  @Nested
  class WhenItHasJustFailed {
    @BeforeEach
    void fail() {
      server.painter().fail(FailureCode.OPENAI_ERROR, "the provider said no");
      server.make("simple");
    }

    @Test
    void a_plain_get_is_200_and_the_payload_says_why() {
      TestResponse response = server.get(PATH);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().path("done").asBoolean()).isTrue();
      assertThat(response.json().path("error").asText()).isEqualTo("the provider said no");
      assertThat(response.json().path("errorCode").asText()).isEqualTo("OPENAI_ERROR");
      assertThat(response.json().path("currentPhase").asText()).isEqualTo("completed");
      assertThat(response.json().path("phases").get(4).path("error").asText())
          .isEqualTo("the provider said no");
    }

    @Test
    void generate_shows_the_same_to_everybody_within_the_hold() {
      for (int i = 0; i < 3; i++) {
        assertThat(server.get(PATH + "?generate=1").json().path("errorCode").asText())
            .isEqualTo("OPENAI_ERROR");
      }
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void remove_says_that_nothing_was_removed() {
      TestResponse response = server.get(PATH + "?remove=1");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().path("data").path("removed").asBoolean(true)).isFalse();
    }
  }
}
