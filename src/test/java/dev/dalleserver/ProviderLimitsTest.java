package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Providers that are half down, or allow few pictures, over the wire and through the whole server.
 */
@Timeout(120)
class ProviderLimitsTest {
  @TempDir Path dataDir;
  private FakeProvider provider;

  @BeforeEach
  void startProvider() throws IOException {
    provider = new FakeProvider(0, Map.of());
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  private TestServer server(String... flags) {
    return TestServer.in(dataDir)
        .remote(provider.baseUrl())
        .with("--failure-hold", "1m")
        .with(flags)
        .start();
  }

  private static String path(int n) {
    // Spread over all digits, so that no two prompts are the same.
    return "/dalle/simple/0x" + "%08x".formatted((n + 1) * 0x9E3779B1).repeat(5);
  }

  /** Starts pictures together, and returns the error code of each when all have ended. */
  private static List<String> make(TestServer server, int count) {
    IntStream.range(0, count).forEach(n -> server.get(path(n) + "?generate=1"));
    return IntStream.range(0, count)
        .mapToObj(n -> server.client().pollUntilDone(path(n) + "?generate=1"))
        .map(last -> last.json().path("errorCode").asText())
        .toList();
  }

  private static JsonNode health(TestServer server) {
    return server.get("/health").json().at("/data/components/openai");
  }

  @Test
  void seven_of_seven_pictures_come_while_chat_is_down() {
    provider.behave(Map.of("as", "chat-down"));
    try (TestServer server = server()) {
      assertThat(make(server, 7)).hasSize(7).containsOnly("");
      assertThat(provider.calls("image")).isEqualTo(7);
      assertThat(provider.calls("chat")).as("until its breaker opened").isBetween(5, 8);
      Waiting.until(() -> health(server).at("/details/chatState").asText().equals("OPEN"));
      assertThat(health(server).at("/details/imageState").asText()).isEqualTo("CLOSED");
      assertThat(health(server).path("message").asText()).contains("without a better prompt");
      Scrape scrape = Scrape.of(server);
      String states = "dalleserver_openai_operation_breaker_state";
      assertThat(scrape.value(states, "\"chat\"", "\"open\"")).isEqualTo(1);
      assertThat(scrape.value(states, "\"image\"", "\"closed\"")).isEqualTo(1);
      assertThat(scrape.value("dalleserver_openai_circuit_breaker_state", "\"open\"")).isEqualTo(1);
    }
  }

  @Test
  void all_pictures_come_where_the_provider_allows_few_and_none_is_asked_for_twice() {
    provider.behave(Map.of("as", "limit-retry-after", "rate", "2/2s"));
    try (TestServer server = server("--no-enhance")) {
      assertThat(make(server, 8)).hasSize(8).containsOnly("");
      assertThat(provider.painted()).hasSize(8).allSatisfy((p, n) -> assertThat(n).isEqualTo(1));
      assertThat(provider.calls("limited")).as("refusals").isBetween(1, 24);
      assertThat(health(server).at("/details/state").asText()).isEqualTo("CLOSED");
    }
  }

  @Test
  void images_per_minute_spaces_requests_from_the_start() {
    provider.behave(Map.of("as", "five-a-minute", "rate", "6/1s"));
    try (TestServer server = server("--no-enhance", "--images-per-minute", "300")) {
      long begun = System.nanoTime();
      assertThat(make(server, 15)).hasSize(15).containsOnly("");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(Duration.ofMillis(14 * 200));
      assertThat(provider.calls("limited")).isZero();
    }
  }

  @Test
  void a_run_that_waits_for_the_rate_says_where_it_stands_and_how_long() {
    try (TestServer server =
        server("--no-enhance", "--workers", "2", "--images-per-minute", "10")) {
      make(server, 1);
      for (int n = 1; n <= 3; n++) {
        server.get(path(n) + "?generate=1");
      }
      // Either of the two workers may come first.
      Waiting.until(() -> position(server, 1) * position(server, 2) == 1 * 2);
      int first = position(server, 1);
      JsonNode next = server.get(path(first)).json();
      assertThat(next.path("currentPhase").asText()).isEqualTo("image_wait");
      assertThat(next.path("etaSeconds").asDouble()).isBetween(0.1, 8.0);
      JsonNode second = server.get(path(3 - first)).json();
      assertThat(second.path("etaSeconds").asDouble())
          .isBetween(next.path("etaSeconds").asDouble() + 4, 14.0);
      JsonNode queued = server.get(path(3)).json();
      assertThat(queued.path("currentPhase").asText()).isEqualTo("setup");
      assertThat(queued.path("startedNs").asLong()).isZero();
      assertThat(queued.path("queuePosition").asInt()).isEqualTo(3);
      assertThat(queued.path("etaSeconds").asDouble())
          .isBetween(second.path("etaSeconds").asDouble() + 4, 20.0);
      assertThat(Scrape.of(server).value("dalleserver_openai_rate_limit_waiting", "image"))
          .isEqualTo(2);
      assertThat(health(server).path("message").asText()).contains("rate limit");

      assertThat(server.client().pollUntilDone(path(first)).json().path("error").asText())
          .isEmpty();
      JsonNode averages = server.get(path(3 - first)).json().path("phaseAverages");
      assertThat(averages.path("image_wait").asLong())
          .as("the wait is no part of the average")
          .isLessThan(Duration.ofSeconds(3).toNanos());
    }
  }

  /** Returns a run's place in the line for the rate; 0 before it is in it. */
  private static int position(TestServer server, int n) {
    JsonNode run = server.get(path(n)).json();
    return run.path("currentPhase").asText().equals("image_wait")
        ? run.path("queuePosition").asInt()
        : 0;
  }

  @Test
  void a_wait_beyond_the_run_s_deadline_is_said_at_once() {
    provider.behave(
        Map.of("only", "image", "status", "429", "retry-after", "600", "message", "slow down"));
    try (TestServer server = server("--no-enhance")) {
      assertThat(make(server, 2)).containsOnly("OPENAI_RATE_LIMIT");
      assertThat(make(server, 3).get(2)).isEqualTo("OPENAI_RATE_LIMIT");
      assertThat(provider.calls("image")).as("the third is not asked for").isLessThanOrEqualTo(2);
      assertThat(server.get(path(2)).json().path("error").asText())
          .contains("rate limit", "ask again later");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gateway-504, 1, 1, 0",
    "gateway-504, 5, 2, 1",
    "cloudflare-524, 5, 2, 1",
    "gateway-500-empty, 2, 2, 1",
    "gateway-502, 0, 2, 1"
  })
  void what_a_gateway_may_have_paid_for_is_counted(
      String behaviour, int limit, int requests, int twice) {
    provider.behave(Map.of("as", behaviour));
    try (TestServer server =
        server("--no-enhance", "--daily-image-limit", "" + limit, "--workers", "1")) {
      assertThat(make(server, 1).get(0)).startsWith("OPENAI_");
      assertThat(provider.calls("image")).isEqualTo(requests);
      assertThat(Scrape.of(server).value("dalleserver_image_budget_used")).isEqualTo(requests);
      Waiting.until(() -> health(server).at("/details/possiblyBilledTwice").asInt() == twice);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"moderated", "moderated-azure", "moderated-403", "quota-402"})
  void refusals_in_a_row_do_not_close_the_door(String behaviour) {
    provider.behave(Map.of("as", behaviour));
    try (TestServer server = server("--no-enhance")) {
      assertThat(make(server, 6)).doesNotContain("", "OPENAI_UNAVAILABLE");
      assertThat(provider.calls("image")).isEqualTo(6);
      provider.behave(Map.of());
      assertThat(
              server.client().pollUntilDone(path(7) + "?generate=1").json().path("error").asText())
          .isEmpty();
    }
  }
}
