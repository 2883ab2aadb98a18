package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.metrics.GenerationMetrics.Outcome;
import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.pricing.TokenUsage;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private final ServerMetrics metrics = new ServerMetrics("9.9", System::nanoTime);

  private Scrape scrape() {
    return scrape(metrics);
  }

  @Test
  void keep_two_hundred_series_apart_and_put_the_rest_together() {
    for (int i = 0; i < 1000; i++) {
      metrics.generations().runEnded("series-" + i, "offline", Outcome.SUCCESS, 1_000_000);
    }
    metrics.generations().runEnded("series-0", "offline", Outcome.SUCCESS, 1_000_000);

    Scrape scrape = scrape();
    String name = "dalleserver_generations_total";
    assertThat(scrape.series()).filteredOn(series -> series.startsWith(name)).hasSize(201);
    assertThat(scrape.value(name, "\"other\"")).isEqualTo(800);
    assertThat(scrape.value(name, "\"series-0\"")).isEqualTo(2);
  }

  @Test
  void a_series_that_is_gone_goes_after_an_hour_without_a_count_and_frees_its_place() {
    AtomicLong now = new AtomicLong();
    ServerMetrics clocked = new ServerMetrics("9.9", now::get);
    List<String> existing = List.of("kept", "_free_prompt");
    for (int i = 0; i < 199; i++) {
      clocked.generations().runEnded("gone-" + i, "offline", Outcome.SUCCESS, 1);
      clocked.usage().add("gone-" + i, expense("model", "0.5"));
    }
    clocked.generations().runEnded("kept", "offline", Outcome.SUCCESS, 1);
    clocked.generations().runEnded("too-many", "offline", Outcome.SUCCESS, 1);
    now.addAndGet(Duration.ofMinutes(30).toNanos());
    clocked.generations().runEnded("gone-7", "offline", Outcome.FAILED, 1);
    now.addAndGet(Duration.ofMinutes(30).toNanos() - 1);
    clocked.removeIdleSeries(existing::contains);
    assertThat(names(clocked)).hasSize(201);

    now.addAndGet(1);
    clocked.removeIdleSeries(existing::contains);
    assertThat(names(clocked)).containsExactlyInAnyOrder("kept", "gone-7", "other");

    now.addAndGet(Duration.ofHours(1).toNanos());
    clocked.removeIdleSeries(existing::contains);
    clocked.generations().runEnded("new", "offline", Outcome.SUCCESS, 1);
    assertThat(names(clocked)).containsExactlyInAnyOrder("kept", "new", "other");
    clocked.generations().runEnded("gone-1", "offline", Outcome.SUCCESS, 1);
    assertThat(scrape(clocked).value("dalleserver_generations_total", "\"gone-1\"")).isEqualTo(1);
  }

  /** The names in both metrics that have series, in both forms of the page. */
  private static List<String> names(ServerMetrics metrics) {
    List<String> inText =
        scrape(metrics).series().stream()
            .filter(each -> each.matches("dalleserver_(generations_total|series_cost_total)\\{.*"))
            .map(each -> each.replaceFirst(".*series=\"([^\"]*)\".*", "$1"))
            .distinct()
            .toList();
    assertThat(metrics.exposition().values().toString())
        .satisfies(
            all -> {
              for (String name : inText) {
                assertThat(all).contains(name);
              }
              assertThat(all.contains("gone-3")).isEqualTo(inText.contains("gone-3"));
            });
    return inText;
  }

  private static Scrape scrape(ServerMetrics metrics) {
    Exposition exposition = metrics.exposition();
    byte[] text = exposition.text(exposition.contentType(null));
    return new Scrape(new String(text, StandardCharsets.UTF_8));
  }

  static Expense expense(String model, String cost) {
    return new Expense(
        Expense.IMAGE, model, 1, new TokenUsage(12, 10, 2, 5, 17), Money.parse(cost), "EUR");
  }

  @Test
  void tokens_and_costs_are_added_up_by_a_bounded_number_of_models_and_series() {
    for (int i = 0; i < 1000; i++) {
      metrics.usage().add("series-" + i, expense("model-" + i, "0.5"));
    }

    Scrape scrape = scrape();
    String tokens = "dalleserver_openai_tokens_total";
    assertThat(scrape.series()).filteredOn(series -> series.startsWith(tokens)).hasSize(63);
    assertThat(scrape.value(tokens, "\"other\"", "\"input_image\"")).isEqualTo(1960);
    assertThat(scrape.value("dalleserver_openai_cost_total", "\"model-0\"")).isEqualTo(0.5);
    String series = "dalleserver_series_cost_total";
    assertThat(scrape.series()).filteredOn(each -> each.startsWith(series)).hasSize(201);
    assertThat(scrape.value(series, "\"other\"", "\"EUR\"")).isEqualTo(400);
  }

  @Test
  void know_a_dozen_methods_at_most() {
    for (int i = 0; i < 1000; i++) {
      metrics.http().requestAnswered("METHOD" + i, "unmatched", 405, 1);
    }

    assertThat(scrape().value("dalleserver_http_requests_total", "OTHER", "405")).isEqualTo(1000);
  }

  @Test
  void survive_a_status_that_is_none() {
    metrics.http().requestAnswered("GET", "/", -1, 1);
    metrics.http().requestAnswered("GET", "/", 1000, 1);

    assertThat(scrape().value("dalleserver_http_requests_total", "status=\"0\"")).isEqualTo(2);
  }

  @Test
  void put_durations_into_buckets_of_seconds() {
    metrics.http().requestAnswered("GET", "/", 200, Duration.ofMillis(30).toNanos());

    String bucket = "dalleserver_http_request_duration_seconds_bucket";
    assertThat(scrape().value(bucket, "le=\"0.025\"")).isZero();
    assertThat(scrape().value(bucket, "le=\"0.05\"")).isEqualTo(1);
    assertThat(scrape().value("dalleserver_http_request_duration_seconds_sum")).isEqualTo(0.03);
  }

  @Test
  void show_one_state_of_the_breaker_at_a_time() {
    for (BreakerState state : BreakerState.values()) {
      metrics.openAi().breakerChanged(Operation.IMAGE, state);

      Scrape scrape = scrape();
      String name = "dalleserver_openai_circuit_breaker_state";
      assertThat(scrape.value(name)).isEqualTo(1);
      assertThat(scrape.value(name, "\"" + state.name().toLowerCase(Locale.ROOT) + "\""))
          .isEqualTo(1);
    }
  }

  @Test
  void do_not_time_calls_that_never_began() {
    metrics.openAi().requestFinished(Operation.IMAGE, "breaker_open", Duration.ZERO);

    Scrape scrape = scrape();
    assertThat(scrape.value("dalleserver_openai_requests_total", "breaker_open")).isEqualTo(1);
    assertThat(scrape.value("dalleserver_openai_request_duration_seconds_count")).isZero();
  }

  @Test
  void read_gauges_when_somebody_asks() {
    AtomicInteger listening = new AtomicInteger(3);
    metrics.gauge("sse_clients", "Listening.", listening::get);
    assertThat(scrape().value("dalleserver_sse_clients")).isEqualTo(3);

    listening.set(5);
    assertThat(scrape().value("dalleserver_sse_clients")).isEqualTo(5);
  }
}
