package dev.dalleserver.web.collections;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.EventClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that are added to a collection. */
class MoreAddressesTest {
  @TempDir private Path dir;

  private static String list(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(CollectionsTest::address)
        .collect(Collectors.joining("\n"));
  }

  private static TestResponse postText(TestServer server, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.client().uri(path))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(body)));
  }

  private static String begin(TestServer server, int count) {
    String id =
        postText(server, "/collections?series=simple", list(0, count))
            .json()
            .at("/data/id")
            .asText();
    return "/collections/" + id;
  }

  private static TestResponse add(TestServer server, String url, String body) {
    return postText(server, url + "/addresses", body);
  }

  private static JsonNode look(TestServer server, String url) {
    return server.get(url).json().path("data");
  }

  private static JsonNode untilState(TestServer server, String url, String state) {
    Waiting.until(() -> look(server, url).path("state").asText().equals(state));
    return look(server, url);
  }

  @Test
  void a_collection_that_is_done_goes_on_with_what_is_added() {
    try (TestServer server = TestServer.start(dir)) {
      String url = begin(server, 3);
      untilState(server, url, "done");
      server.client().pollUntilDone("/dalle/simple/" + CollectionsTest.address(4) + "?generate=1");

      TestResponse added = add(server, url, list(2, 6) + "\nnothing\n0x12\n" + list(5, 6));

      assertThat(added.status()).isEqualTo(200);
      JsonNode told = added.json().path("data");
      assertThat("/collections/" + told.path("id").asText()).isEqualTo(url);
      assertThat(told.path("accepted").asInt()).isEqualTo(3);
      assertThat(told.path("duplicates").asInt()).isEqualTo(2);
      assertThat(told.at("/repeated/0/line").asInt()).isEqualTo(1);
      assertThat(told.at("/repeated/1/line").asInt()).isEqualTo(7);
      assertThat(told.path("invalidCount").asInt()).isEqualTo(2);
      assertThat(told.at("/invalid/1/reason").asText()).contains("2 hex digits");
      assertThat(told.path("present").asInt()).isEqualTo(1);
      assertThat(told.path("toPay").asInt()).isEqualTo(2);
      Waiting.until(() -> look(server, url).path("made").asInt() == 6);
      JsonNode done = untilState(server, url, "done");
      assertThat(done.path("total").asInt()).isEqualTo(6);
      assertThat(done.path("present").asInt()).isEqualTo(1);
      assertThat(done.path("imagesPaid").asInt()).isEqualTo(5);
      assertThat(server.painter().calls()).isEqualTo(6);
    }
  }

  @Test
  void the_same_request_again_adds_nothing_and_json_does_as_well() {
    try (TestServer server = TestServer.start(dir)) {
      String url = begin(server, 2);
      untilState(server, url, "done");
      String body =
          "{\"series\":\"SIMPLE\",\"addresses\":[\"%s\",7]}".formatted(CollectionsTest.address(9));

      assertThat(look(server.sendJson("POST", url + "/addresses?estimate=1", body)))
          .isEqualTo(look(server.sendJson("POST", url + "/addresses", body)));
      JsonNode again = look(server.sendJson("POST", url + "/addresses", body));

      assertThat(again.path("accepted").asInt()).isZero();
      assertThat(again.path("duplicates").asInt()).isEqualTo(1);
      assertThat(again.path("invalidCount").asInt()).isEqualTo(1);
      assertThat(again.path("toPay").asInt()).isZero();
      assertThat(untilState(server, url, "done").path("total").asInt()).isEqualTo(3);
    }
  }

  private static JsonNode look(TestResponse response) {
    assertThat(response.status()).isEqualTo(200);
    return response.json().path("data");
  }

  @Test
  void bad_requests_add_nothing() {
    try (TestServer server = TestServer.start(dir)) {
      String url = begin(server, 2);
      String one = CollectionsTest.address(7);

      assertThat(code(add(server, url, ""))).isEqualTo("INVALID_REQUEST");
      assertThat(code(add(server, url, "x\ny"))).isEqualTo("INVALID_ADDRESS");
      assertThat(code(postText(server, url + "/addresses?series=five", one)))
          .isEqualTo("INVALID_REQUEST");
      assertThat(code(postText(server, url + "/addresses?series=..%2F", one)))
          .isEqualTo("INVALID_SERIES");
      TestResponse empty = server.sendJson("POST", url + "/addresses", "{}");
      assertThat(code(empty)).isEqualTo("MISSING_PARAMETER");
      assertThat(empty.json().at("/error/details").asText())
          .contains("addresses")
          .doesNotContain("name", "series");
      assertThat(code(server.sendJson("POST", url + "/addresses", "[]")))
          .isEqualTo("INVALID_REQUEST");
      assertThat(code(add(server, url, list(1, 100_001)))).isEqualTo("PAYLOAD_TOO_LARGE");
      assertThat(code(add(server, "/collections/col_1_000000000", one))).isEqualTo("NOT_FOUND");
      assertThat(server.send("GET", url + "/addresses").status()).isEqualTo(405);
      assertThat(look(server, url).path("total").asInt()).isEqualTo(2);
    }
  }

  private static String code(TestResponse response) {
    return response.json().at("/error/code").asText();
  }

  @Test
  void a_collection_may_have_as_many_as_one_that_is_begun_so() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();
      String url = begin(server, 1);

      assertThat(look(add(server, url, list(0, 100_000))).path("accepted").asInt())
          .isEqualTo(99_999);

      assertThat(code(add(server, url, CollectionsTest.address(100_000))))
          .isEqualTo("PAYLOAD_TOO_LARGE");
      server.send("DELETE", url);
    }
  }

  @Test
  void those_that_are_added_twice_at_once_are_in_it_once() throws Exception {
    try (TestServer server = TestServer.start(dir);
        Together clients = new Together(8)) {
      server.painter().hold();
      String url = begin(server, 1);

      List<Integer> accepted =
          clients.call(() -> look(add(server, url, list(1, 200))).path("accepted").asInt());

      assertThat(accepted.stream().mapToInt(it -> it).sum()).isEqualTo(199);
      assertThat(look(server, url).path("total").asInt()).isEqualTo(200);
    }
  }

  @Test
  void a_paused_collection_stays_paused() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();
      String url = begin(server, 3);
      server.send("POST", url + "/pause");

      add(server, url, list(3, 5));

      assertThat(look(server, url).path("state").asText()).isEqualTo("paused");
      server.painter().release();
      server.send("POST", url + "/resume");
      assertThat(untilState(server, url, "done").path("made").asInt()).isEqualTo(5);
    }
  }

  @Test
  void followers_of_a_collection_that_goes_on_are_told_again() {
    try (TestServer server = TestServer.start(dir)) {
      String url = begin(server, 1);
      untilState(server, url, "done");
      server.painter().hold();
      add(server, url, list(1, 2));
      try (EventClient events = EventClient.open(server.client().uri(url + "/events"))) {
        JsonNode first = events.next().orElseThrow().json();
        assertThat(first.path("total").asInt()).isEqualTo(2);
        assertThat(first.path("state").asText()).isEqualTo("running");
        server.painter().release();
        EventClient.Event event = events.next().orElseThrow();
        while (!event.name().equals("done")) {
          event = events.next().orElseThrow();
        }
        assertThat(event.json().path("made").asInt()).isEqualTo(2);
      }
    }
  }

  @Test
  void what_was_added_is_there_after_a_restart() throws Exception {
    String url;
    try (TestServer server = TestServer.start(dir)) {
      url = begin(server, 2);
      untilState(server, url, "done");
      server.painter().hold();
      add(server, url, list(2, 4));
      server.stop();
    }
    try (TestServer server = TestServer.start(dir)) {
      JsonNode done = untilState(server, url, "done");
      assertThat(done.path("made").asInt()).isEqualTo(4);
      assertThat(done.path("imagesPaid").asInt()).isEqualTo(4);
    }
    // As a kill leaves it that comes after the list was replaced and before the state was.
    Path list = file(url, ".list");
    byte[] bytes = Files.readAllBytes(list);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 20);
    longer[longer.length - 1] = 7;
    Files.write(list, longer);
    try (TestServer server = TestServer.start(dir)) {
      JsonNode done = untilState(server, url, "done");
      assertThat(done.path("total").asInt()).isEqualTo(5);
      assertThat(done.path("imagesPaid").asInt()).isEqualTo(5);
      assertThat(server.painter().calls()).isEqualTo(1);
    }
  }

  private Path file(String url, String ending) {
    return dir.resolve(url.substring(1) + ending);
  }

  @Test
  void what_cannot_be_stored_is_not_added_and_nothing_half_stays() throws Exception {
    try (TestServer server = TestServer.start(dir)) {
      String url = begin(server, 2);
      untilState(server, url, "done");
      Waiting.untilAsserted(
          () -> assertThat(file(url, ".state")).content(ISO_8859_1).contains("DONE"));
      Path away = Files.move(dir.resolve("collections"), dir.resolve("elsewhere"));
      Files.writeString(dir.resolve("collections"), "no folder");

      TestResponse refused = add(server, url, list(2, 4));
      TestResponse another = postText(server, "/collections?series=simple", list(5, 6));

      assertThat(code(refused)).isEqualTo("FILE_SYSTEM_ERROR");
      assertThat(code(another)).isEqualTo("FILE_SYSTEM_ERROR");
      assertThat(refused.text()).doesNotContain(dir.toString());
      assertThat(look(server, url).path("total").asInt()).isEqualTo(2);
      assertThat(server.get("/collections").json().at("/data/count").asInt()).isEqualTo(1);
      Files.delete(dir.resolve("collections"));
      Files.move(away, dir.resolve("collections"));
      assertThat(look(add(server, url, list(2, 4))).path("accepted").asInt()).isEqualTo(2);
      Waiting.until(() -> look(server, url).path("made").asInt() == 4);
    }
  }
}
