package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Usage and cost of paid answers as clients and operators see them, and {@code --daily-budget}. */
class CostTest {
  // The fake tells 10 tokens of text, 2 of pictures and 1056 of output; and 400 and 150 of chat.
  private static final String PRICES =
      """
      {
        "currency": "EUR",
        "models": {
          "gpt-image-2": {
            "perImage": {"low": 0.01, "medium": 0.06, "*": 0.05},
            "perMillionTokens": {"inputText": 5, "inputImage": 10, "output": 40}
          },
          "gpt-5.4-mini": {"perMillionTokens": {"input": 0.25, "output": 2}}
        }
      }
      """;

  @TempDir Path dataDir;
  private FakeProvider provider;

  @BeforeEach
  void startProvider() throws IOException {
    provider = new FakeProvider(0, Map.of("body", "usage"));
    Files.writeString(dataDir.resolve("prices.json"), PRICES);
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  private TestServer server(String... more) {
    return TestServer.in(dataDir)
        .remote(provider.baseUrl())
        .with("--workers", "1", "--failure-hold", "1m")
        .with(more)
        .start();
  }

  private TestServer priced(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "--prices-file";
    all[1] = dataDir.resolve("prices.json").toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return server(all);
  }

  private static String path(int n) {
    return "/dalle/simple/0x%040x".formatted(n);
  }

  private static JsonNode make(TestServer server, int n) {
    return server.client().pollUntilDone(path(n) + "?generate=1").json();
  }

  private static JsonNode spending(TestServer server) {
    return server.get("/metrics?format=json").json().path("data").path("spending");
  }

  private static String text(TestServer server) {
    return server.get("/metrics").text();
  }

  private JsonNode stored(TestServer server, int n) {
    return server.get("/files/simple/selector/0x%040x.json".formatted(n)).json();
  }

  @Test
  void without_prices_tokens_are_told_and_no_money() {
    try (TestServer server = server()) {
      JsonNode usage = make(server, 1).path("dalleDress").path("usage");
      assertThat(usage.path("calls"))
          .extracting(call -> call.path("operation").asText() + call.path("totalTokens"))
          .containsExactly("chat550", "image1068");
      assertThat(usage.has("cost")).isFalse();
      assertThat(stored(server, 1).path("usage")).isEqualTo(usage);
      assertThat(text(server))
          .contains(
              "dalleserver_openai_tokens_total"
                  + "{operation=\"chat\",model=\"gpt-5.4-mini\",kind=\"input_text\",} 400.0",
              "dalleserver_openai_tokens_total"
                  + "{operation=\"image\",model=\"gpt-image-2\",kind=\"input_image\",} 2.0",
              "dalleserver_openai_tokens_total"
                  + "{operation=\"image\",model=\"gpt-image-2\",kind=\"output\",} 1056.0")
          .doesNotContain("dalleserver_openai_cost_total{");
      assertThat(spending(server).path("currency").asText()).isEmpty();
      assertThat(spending(server).has("spentToday")).isFalse();
      assertThat(spending(server).path("days").path(0).path("expenses")).isEqualTo(usage);
    }
  }

  @Test
  void with_prices_picture_day_and_series_have_a_cost_also_after_a_restart() throws Exception {
    try (TestServer server = priced()) {
      JsonNode usage = make(server, 1).path("dalleDress").path("usage");
      // 10 x 5 + 2 x 10 + 1056 x 40 and 400 x 0.25 + 150 x 2, by million.
      assertThat(usage.path("calls"))
          .extracting(call -> call.path("cost").asText())
          .containsExactly("0.0004", "0.04231");
      assertThat(usage.path("cost").asText()).isEqualTo("0.04271");
      assertThat(usage.path("currency").asText()).isEqualTo("EUR");
      make(server, 2);
      assertThat(text(server))
          .contains(
              "dalleserver_openai_cost_total"
                  + "{operation=\"image\",model=\"gpt-image-2\",currency=\"EUR\",} 0.08462",
              "dalleserver_series_cost_total{series=\"simple\",currency=\"EUR\",} 0.08542");
      String png =
          new String(
              Files.readAllBytes(
                  dataDir.resolve("output/simple/annotated/0x%040x.png".formatted(1))),
              StandardCharsets.ISO_8859_1);
      assertThat(png).as("the operator's costs are not published").doesNotContain("\"usage\"");
    }
    try (TestServer server = priced()) {
      JsonNode spending = spending(server);
      assertThat(spending.path("spentToday").asText()).isEqualTo("0.08542");
      assertThat(spending.path("imagesToday").asInt()).isEqualTo(2);
      JsonNode day = spending.path("days").path(0);
      assertThat(day.path("expenses").path("cost").asText()).isEqualTo("0.08542");
      assertThat(day.path("series").path("simple").asText()).isEqualTo("0.08542");
      assertThat(make(server, 1).path("dalleDress").path("usage").path("cost").asText())
          .as("of a stored picture")
          .isEqualTo("0.04271");
      assertThat(spending(server).path("spentToday").asText()).isEqualTo("0.08542");
    }
  }

  @Test
  void an_answer_that_tells_no_tokens_costs_what_the_list_says() {
    provider.behave(Map.of());
    try (TestServer server = priced("--no-enhance", "--image-quality", "low")) {
      JsonNode usage = make(server, 1).path("dalleDress").path("usage");
      assertThat(usage.path("cost").asText()).isEqualTo("0.01");
      assertThat(usage.path("calls").path(0).path("answers").asInt()).isEqualTo(1);
    }
  }

  @Test
  void a_picture_that_the_budget_has_no_room_for_is_not_begun_also_after_a_restart() {
    provider.behave(Map.of());
    String[] flags = {"--no-enhance", "--image-quality", "medium", "--daily-budget", "0.13"};
    try (TestServer server = priced(flags)) {
      assertThat(make(server, 1).path("errorCode").asText()).isEmpty();
    }
    try (TestServer server = priced(flags)) {
      assertThat(make(server, 2).path("errorCode").asText()).isEmpty();
      // 0.12 is spent: not even the cheapest fits once 0.13 would be passed.
      assertThat(spending(server).path("spentToday").asText()).isEqualTo("0.12");
      JsonNode refused = make(server, 3);
      assertThat(refused.path("errorCode").asText()).isEqualTo("BUDGET_EXHAUSTED");
      assertThat(refused.path("error").asText())
          .startsWith("the budget of 0.13 a day leaves no room for a call of about 0.06");
      assertThat(provider.calls("image")).isEqualTo(2);
    }
  }

  @Test
  void a_budget_without_room_for_any_picture_refuses_as_the_limit_does() {
    provider.behave(Map.of());
    String[] flags = {"--no-enhance", "--image-quality", "medium", "--daily-budget", "0.06"};
    try (TestServer server = priced(flags)) {
      assertThat(make(server, 1).path("errorCode").asText()).isEmpty();
      for (TestResponse refused :
          new TestResponse[] {
            server.get(path(2) + "?generate=1"),
            server.send("POST", path(2)),
            server.sendJson("POST", "/v1/images/generations", "{\"prompt\": \"a cat\"}")
          }) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.errorCode()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 86_400L);
      }
      assertThat(server.get(path(1)).status()).as("what is stored").isEqualTo(200);
      assertThat(provider.calls("image")).isEqualTo(1);
    }
  }

  @Test
  void a_call_of_unknown_outcome_costs_its_estimate_and_one_that_was_refused_nothing() {
    provider.behave(Map.of("status", "500", "only", "image"));
    try (TestServer server = priced("--no-enhance", "--image-quality", "low")) {
      make(server, 1);
      assertThat(spending(server).path("spentToday").asText()).isEqualTo("0.01");
      JsonNode calls = spending(server).path("days").path(0).path("expenses").path("calls").path(0);
      assertThat(calls.path("cost").asText()).isEqualTo("0.01");
      assertThat(calls.path("answers").asInt()).isZero();
      provider.behave(Map.of("status", "400", "only", "image"));
      make(server, 2);
      assertThat(spending(server).path("spentToday").asText()).isEqualTo("0.01");
    }
  }

  @Test
  void a_picture_of_no_series_is_told_apart() {
    try (TestServer server = priced("--no-enhance")) {
      String body = "{\"prompt\": \"a cat\"}";
      String state =
          server.sendJson("POST", "/v1/images/generations", body).header("Location") + "?wait=5";
      Waiting.until(() -> server.get(state).json().path("status").asText().equals("complete"));
      assertThat(spending(server).path("days").path(0).path("series").path("_free_prompt").asText())
          .isEqualTo("0.04231");
    }
  }
}
