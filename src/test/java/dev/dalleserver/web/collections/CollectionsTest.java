package dev.dalleserver.web.collections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.web.EventClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnBothBackends
class CollectionsTest {
  private static final String A = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  private static final String B = "0x000000000000000000000000000000000000dead";

  @TempDir private Path dir;

  static String address(int number) {
    return "0x%040x".formatted(number + 0x1000);
  }

  static String list(int count) {
    return IntStream.range(0, count)
        .mapToObj(CollectionsTest::address)
        .collect(Collectors.joining("\n"));
  }

  static TestResponse post(TestClient client, String query, String type, byte[] body) {
    return client.send(
        HttpRequest.newBuilder(client.uri("/collections" + query))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  static TestResponse postText(TestServer server, String query, String body) {
    return post(server.client(), query, "text/plain", body.getBytes(StandardCharsets.UTF_8));
  }

  static JsonNode data(TestResponse response) {
    return response.json().path("data");
  }

  static String begin(TestServer server, int count) {
    return data(postText(server, "?series=simple", list(count))).path("id").asText();
  }

  static JsonNode look(TestClient client, String id) {
    return data(client.send("GET", "/collections/" + id));
  }

  static JsonNode untilState(TestServer server, String id, String state) {
    Waiting.until(() -> look(server.client(), id).path("state").asText().equals(state));
    return look(server.client(), id);
  }

  private static String code(TestResponse response) {
    return response.json().at("/error/code").asText();
  }

  @Test
  void a_list_in_json_is_made() {
    try (TestServer server = TestServer.start(dir)) {
      TestResponse created =
          server.sendJson(
              "POST",
              "/collections",
              "{\"name\":\"Two\",\"series\":\"simple\",\"addresses\":[\"%s\",\"%s\",\"0x12\",7,\"%s\"]}"
                  .formatted(A.toUpperCase().replace("0X", "0x"), B, A));

      assertThat(created.status()).isEqualTo(201);
      JsonNode told = data(created);
      assertThat(created.header("Location")).isEqualTo("/collections/" + told.path("id").asText());
      assertThat(told.path("accepted").asInt()).isEqualTo(2);
      assertThat(told.path("duplicates").asInt()).isEqualTo(1);
      assertThat(told.at("/repeated/0/line").asInt()).isEqualTo(5);
      assertThat(told.at("/invalid/0/line").asInt()).isEqualTo(3);
      assertThat(told.at("/invalid/0/reason").asText()).isEqualTo("it has 2 hex digits, not 40");
      assertThat(told.at("/invalid/1/line").asInt()).isEqualTo(4);
      assertThat(told.path("toPay").asInt()).isEqualTo(2);
      JsonNode done = untilState(server, told.path("id").asText(), "done");
      assertThat(done.path("name").asText()).isEqualTo("Two");
      assertThat(done.path("made").asInt()).isEqualTo(2);
      assertThat(done.path("imagesPaid").asInt()).isEqualTo(2);
      assertThat(done.path("percent").asDouble()).isEqualTo(100);
      assertThat(server.get("/dalle/simple/" + A).header("Content-Type")).isEqualTo("image/png");
    }
  }

  @Test
  void lines_of_a_text_may_have_marks_comments_and_other_columns() {
    try (TestServer server = TestServer.start(dir)) {
      String text =
          "\uFEFF# members\r\n\r\n"
              + A
              + " # the first\r\n\""
              + B
              + "\",12.5\r\nvitalik.eth\r\n"
              + A.substring(2)
              + "\r\n";

      JsonNode told = data(postText(server, "?series=SIMPLE&name=From%20a%20file", text));

      assertThat(told.path("accepted").asInt()).isEqualTo(2);
      assertThat(told.path("invalidCount").asInt()).isEqualTo(2);
      assertThat(told.at("/invalid/0/line").asInt()).isEqualTo(5);
      assertThat(told.at("/invalid/0/reason").asText()).startsWith("a name, not an address");
      assertThat(told.at("/invalid/1/line").asInt()).isEqualTo(6);
      assertThat(told.at("/invalid/1/reason").asText()).isEqualTo("0x is missing");
      byte[] wide = ("\uFEFF" + A + "\r\n").getBytes(StandardCharsets.UTF_16LE);
      assertThat(
              data(post(server.client(), "?series=simple&estimate=1", "text/plain", wide))
                  .path("accepted")
                  .asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void an_estimate_begins_nothing() {
    try (TestServer server = TestServer.start(dir)) {
      server.make("simple");

      TestResponse told = postText(server, "?series=simple&estimate=1", A + "\n" + B);

      assertThat(told.status()).isEqualTo(200);
      assertThat(data(told).path("present").asInt()).isEqualTo(1);
      assertThat(data(told).path("toPay").asInt()).isEqualTo(1);
      assertThat(data(server.get("/collections")).path("count").asInt()).isZero();
      assertThat(server.painter().calls()).isEqualTo(1);
    }
  }

  @Test
  void its_runs_are_not_kept_until_they_expire() {
    try (TestServer server = TestServer.start(dir)) {
      untilState(server, begin(server, 3), "done");

      for (int i = 0; i < 3; i++) {
        TestResponse asked = server.get("/dalle/simple/" + address(i) + "?generate=1");
        assertThat(asked.json().path("done").asBoolean()).isTrue();
        // What is still known of a run would be told instead.
        assertThat(asked.json().path("cacheHit").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void what_is_there_is_not_made_again() {
    try (TestServer server = TestServer.start(dir)) {
      String first = begin(server, 3);
      untilState(server, first, "done");

      JsonNode second = untilState(server, begin(server, 4), "done");

      assertThat(second.path("present").asInt()).isEqualTo(3);
      assertThat(second.path("imagesPaid").asInt()).isEqualTo(1);
      assertThat(server.painter().calls()).isEqualTo(4);
    }
  }

  @Test
  void bad_lists_are_refused_before_anything_is_stored() {
    try (TestServer server = TestServer.start(dir)) {
      assertThat(code(postText(server, "?series=nope", A))).isEqualTo("INVALID_SERIES");
      assertThat(code(postText(server, "?series=..%2F", A))).isEqualTo("INVALID_SERIES");
      assertThat(code(postText(server, "", A))).isEqualTo("MISSING_PARAMETER");
      assertThat(code(postText(server, "?series=simple", "\n# nothing\n")))
          .isEqualTo("INVALID_REQUEST");
      assertThat(code(postText(server, "?series=simple", "x\ny"))).isEqualTo("INVALID_ADDRESS");
      assertThat(code(postText(server, "?series=simple&workers=0", A)))
          .isEqualTo("INVALID_REQUEST");
      for (String body :
          List.of(
              "",
              "[]",
              "{",
              "{\"series\":\"simple\"",
              "{\"series\":\"simple\",\"addresses\":\"" + A + "\"}",
              "{\"series\":7,\"addresses\":[\"" + A + "\"]}",
              "{\"series\":\"simple\",\"series\":\"simple\",\"addresses\":[\"" + A + "\"]}",
              "{\"series\":\"simple\",\"workers\":1e9,\"addresses\":[\"" + A + "\"]}",
              "{\"series\":\"simple\",\"name\":\"a\\nb\",\"addresses\":[\"" + A + "\"]}",
              "{\"series\":\"simple\",\"addresses\":[\"" + A + "\"]} {}")) {
        TestResponse refused = server.sendJson("POST", "/collections", body);
        assertThat(refused.status()).as(body).isEqualTo(400);
      }
      assertThat(server.sendJson("POST", "/collections", "{\"series\":\"simple\"}").status())
          .isEqualTo(400);
      assertThat(
              post(server.client(), "", "application/xml", "<a/>".getBytes(StandardCharsets.UTF_8))
                  .status())
          .isEqualTo(415);
      assertThat(code(postText(server, "?series=simple", list(100_001))))
          .isEqualTo("PAYLOAD_TOO_LARGE");
      assertThat(data(server.get("/collections")).path("count").asInt()).isZero();
      assertThat(dir.resolve("collections")).doesNotExist();
    }
  }

  @Test
  void only_this_path_takes_long_bodies() {
    try (TestServer server = TestServer.start(dir)) {
      assertThat(server.sendJson("POST", "/v1/images/generations", " ".repeat(70_000)).status())
          .isEqualTo(413);
      assertThat(postText(server, "?series=simple&estimate=1", list(90_000)).status())
          .isEqualTo(200);
      assertThat(postText(server, "?series=simple", " ".repeat((12 << 20) + 1)).status())
          .isEqualTo(413);
    }
  }

  @Test
  void pictures_of_clients_come_first() {
    try (TestServer server = TestServer.in(dir).with("--workers", "2").start()) {
      server.painter().hold();
      String id = begin(server, 5);
      Waiting.until(() -> server.painter().calls() == 2);
      server.send("POST", "/dalle/simple/" + A);
      server.send("POST", "/dalle/simple/" + B);

      server.painter().release();
      server.client().pollUntilDone("/dalle/simple/" + A + "?generate=1");
      server.client().pollUntilDone("/dalle/simple/" + B + "?generate=1");

      // Both waited for a worker before the third of the list was begun.
      untilState(server, id, "done");
      assertThat(server.painter().calls()).isEqualTo(7);
    }
  }

  @Test
  void no_more_run_at_once_than_the_setting_allows() {
    try (TestServer server =
        TestServer.in(dir).with("--workers", "4", "--collection-workers", "1").start()) {
      server.painter().hold();
      begin(server, 5);
      begin(server, 3);
      Waiting.until(() -> server.painter().calls() == 1);

      TestResponse single = server.get("/dalle/simple/" + A + "?generate=1");

      assertThat(single.json().path("queuePosition").asInt()).isLessThan(2);
      Waiting.until(() -> server.painter().calls() == 2);
      assertThat(server.get("/metrics").text()).contains("dalleserver_collections_running 2.0");
    }
  }

  @Test
  void collections_take_turns() {
    try (TestServer server = TestServer.in(dir).with("--collection-workers", "1").start()) {
      server.painter().hold();
      String long1 = begin(server, 60);
      Waiting.until(() -> server.painter().calls() == 1);
      String short1 = data(postText(server, "?series=simple", A + "\n" + B)).path("id").asText();
      assertThat(data(server.get("/collections")).path("collections").findValuesAsText("id"))
          .as("the newest first")
          .containsExactly(short1, long1);
      server.painter().release();

      untilState(server, short1, "done");

      assertThat(look(server.client(), long1).path("state").asText()).isEqualTo("running");
    }
  }

  @Test
  void a_used_up_budget_makes_it_wait_and_fails_nothing() {
    try (TestServer server = TestServer.in(dir).with("--daily-image-limit", "2").start()) {
      String id = begin(server, 4);

      Waiting.until(
          () ->
              look(server.client(), id).path("reason").asText().contains("budget")
                  && look(server.client(), id).path("made").asInt() == 2);

      JsonNode waiting = look(server.client(), id);
      assertThat(waiting.path("state").asText()).isEqualTo("running");
      assertThat(waiting.path("made").asInt()).isEqualTo(2);
      assertThat(waiting.path("failed").asInt()).isZero();
      assertThat(server.painter().calls()).isEqualTo(2);
    }
  }

  @Test
  void a_provider_that_is_away_is_asked_again_later() {
    try (TestServer server = TestServer.in(dir).with("--failure-hold", "0s").start()) {
      server.painter().fail(FailureCode.OPENAI_UNAVAILABLE, "the provider is away");
      String id = begin(server, 4);
      Waiting.until(() -> look(server.client(), id).path("reason").asText().contains("is away"));
      assertThat(look(server.client(), id).path("failed").asInt()).isZero();
      int calls = server.painter().calls();
      assertThat(calls).isLessThanOrEqualTo(4);

      server.painter().hold().recover();
      Waiting.until(() -> look(server.client(), id).path("reason").asText().isEmpty());
      server.painter().release();

      assertThat(untilState(server, id, "done").path("made").asInt()).isEqualTo(4);
      assertThat(server.painter().calls()).isLessThanOrEqualTo(calls + 6);
    }
  }

  @Test
  void failures_are_told_by_page_and_made_again_when_asked() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().fail(FailureCode.OPENAI_ERROR, "the provider refused the prompt");
      String id = begin(server, 5);
      JsonNode failed = untilState(server, id, "done");
      assertThat(failed.path("failed").asInt()).isEqualTo(5);
      assertThat(failed.at("/failures/0/errorCode").asText()).isEqualTo("OPENAI_ERROR");
      assertThat(failed.at("/failures/0/error").asText()).contains("refused the prompt");
      JsonNode page = data(server.get("/collections/" + id + "?limit=2"));
      assertThat(page.path("failures")).hasSize(2);
      JsonNode next =
          data(
              server.get(
                  "/collections/" + id + "?limit=9&cursor=" + page.path("nextCursor").asText()));
      assertThat(next.path("failures")).hasSize(3);
      assertThat(next.path("nextCursor").asText()).isEmpty();
      assertThat(next.at("/failures/0/address").asText()).isEqualTo(address(2));

      server.painter().recover();
      assertThat(server.send("POST", "/collections/" + id + "/retry").status()).isEqualTo(200);

      assertThat(untilState(server, id, "done").path("made").asInt()).isEqualTo(5);
    }
  }

  @Test
  void many_failures_in_a_row_pause_it() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().fail(FailureCode.OPENAI_ERROR, "the key is not accepted");
      String id = begin(server, 40);

      JsonNode paused = untilState(server, id, "paused");

      assertThat(paused.path("reason").asText()).contains("10 failed one after another");
      assertThat(server.painter().calls()).isLessThan(15);
      server.painter().recover();
      server.send("POST", "/collections/" + id + "/resume");
      assertThat(untilState(server, id, "done").path("failed").asInt()).isBetween(10, 11);
    }
  }

  @Test
  void it_can_be_paused_and_removed() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();
      String id = begin(server, 6);
      Waiting.until(() -> server.painter().calls() == 2);
      assertThat(data(server.send("POST", "/collections/" + id + "/pause")).path("state").asText())
          .isEqualTo("paused");
      server.painter().release();
      Waiting.until(() -> look(server.client(), id).path("made").asInt() == 2);
      assertThat(look(server.client(), id).path("state").asText()).isEqualTo("paused");

      assertThat(server.send("DELETE", "/collections/" + id).status()).isEqualTo(200);

      assertThat(server.get("/collections/" + id).status()).isEqualTo(404);
      assertThat(server.send("DELETE", "/collections/" + id).status()).isEqualTo(404);
      assertThat(server.get("/dalle/simple/" + address(0)).header("Content-Type"))
          .isEqualTo("image/png");
      assertThat(server.painter().calls()).isEqualTo(2);
    }
  }

  @Test
  void a_collection_that_is_done_cannot_be_paused() {
    try (TestServer server = TestServer.start(dir)) {
      String id = begin(server, 1);
      untilState(server, id, "done");

      assertThat(code(server.send("POST", "/collections/" + id + "/pause")))
          .isEqualTo("ALREADY_TERMINAL");
      assertThat(server.send("POST", "/collections/" + id + "/retry").status()).isEqualTo(200);
      assertThat(look(server.client(), id).path("state").asText()).isEqualTo("done");
    }
  }

  @Test
  void its_progress_is_pushed_until_it_is_done() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();
      String id = begin(server, 3);
      try (EventClient events =
          EventClient.open(server.client().uri("/collections/" + id + "/events"))) {
        assertThat(events.next().orElseThrow().name()).isEqualTo("snapshot");
        server.painter().release();
        Optional<EventClient.Event> event = events.next();
        while (event.isPresent() && !event.get().name().equals("done")) {
          assertThat(event.get().name()).isEqualTo("progress");
          event = events.next();
        }
        assertThat(event.orElseThrow().json().path("made").asInt()).isEqualTo(3);
        assertThat(events.next()).isEmpty();
      }
    }
  }

  @Test
  void it_goes_on_after_a_stop() {
    String id;
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();
      id = begin(server, 4);
      Waiting.until(() -> server.painter().calls() == 2);
      server.stop();
    }
    try (TestServer server = TestServer.start(dir)) {
      JsonNode done = untilState(server, id, "done");

      assertThat(done.path("made").asInt()).isEqualTo(4);
      assertThat(done.path("failed").asInt()).isZero();
    }
  }

  @Test
  void what_changes_something_needs_the_token() throws Exception {
    Path token = dir.resolve("token");
    Files.writeString(token, "a-token-of-a-test-0123456789");
    try (TestServer server =
        TestServer.in(dir).with("--api-token-file", token.toString()).start()) {
      assertThat(postText(server, "?series=simple", A).status()).isEqualTo(401);
      assertThat(server.send("POST", "/collections/x/pause").status()).isEqualTo(401);
      assertThat(server.get("/collections").status()).isEqualTo(200);
    }
  }

  @Test
  void a_hundred_thousand_addresses_are_accepted() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();

      String id = data(postText(server, "?series=simple", list(100_000))).path("id").asText();

      assertThat(look(server.client(), id).path("total").asInt()).isEqualTo(100_000);
      server.send("DELETE", "/collections/" + id);
    }
  }
}
