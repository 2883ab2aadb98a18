package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.web.events.PatchedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushed progress over real sockets. */
@Timeout(60)
@OnBothBackends
class EventsHandlerTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.in(dataDir).with("--failure-hold", "10m").start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private EventClient open(String path, String... headers) {
    return EventClient.open(server.client().uri(path), headers);
  }

  /** Waits, without sleeping, until the picture is being painted. */
  private void awaitPainting(String path) {
    while (!server
        .get(path + "?wait=1")
        .json()
        .path("currentPhase")
        .asText()
        .equals("image_wait")) {
      Thread.onSpinWait();
    }
  }

  private static PatchedState patched(List<EventClient.Event> events) {
    PatchedState state = new PatchedState();
    state.replace(events.get(0).data());
    events.stream()
        .filter(event -> event.name().equals("progress"))
        .forEach(event -> state.patch(event.json()));
    return state;
  }

  @Nested
  class WhenARunIsFollowed {
    @Test
    void it_begins_with_the_snapshot_and_ends_with_done() {
      server.painter().hold();
      try (EventClient events = open(PATH + "/events?generate=1", "X-Request-ID", "me")) {
        assertThat(events.status()).isEqualTo(200);
        assertThat(events.header("Content-Type")).startsWith("text/event-stream");
        assertThat(events.header("Cache-Control")).isEqualTo("no-store");
        assertThat(events.header("X-Accel-Buffering")).isEqualTo("no");
        EventClient.Event first = events.next().orElseThrow();
        assertThat(first.name()).isEqualTo("snapshot");
        assertThat(first.json().path("address").asText()).isEqualTo(TestServer.ADDRESS);
        assertThat(first.json().path("phases")).hasSize(8);
        assertThat(first.json().path("request_id").asText()).isEqualTo("me");
        server.painter().release();
        List<EventClient.Event> rest = events.rest();
        EventClient.Event last = rest.get(rest.size() - 1);
        assertThat(last.name()).isEqualTo("done");
        assertThat(last.json().path("done").asBoolean()).isTrue();
        assertThat(last.json().path("percent").asDouble()).isEqualTo(100);
        assertThat(last.json().path("request_id").asText()).isEqualTo("me");
        assertThat(rest.subList(0, rest.size() - 1))
            .isNotEmpty()
            .allMatch(event -> event.name().equals("progress"));
      }
    }

    @Test
    void who_applies_the_patches_has_the_last_snapshot_and_the_ids_count_up() {
      server.painter().hold();
      try (EventClient events = open(PATH + "/events?generate=1")) {
        EventClient.Event first = events.next().orElseThrow();
        server.painter().release();
        List<EventClient.Event> all = new java.util.ArrayList<>(List.of(first));
        all.addAll(events.rest());
        EventClient.Event last = all.get(all.size() - 1);
        assertThat(patched(all).state()).isEqualTo(last.json());
        for (int i = 1; i < all.size(); i++) {
          assertThat(all.get(i).id()).isEqualTo(all.get(i - 1).id() + 1);
        }
      }
    }

    @Test
    void many_may_follow_the_same_run() {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      awaitPainting(PATH);
      try (EventClient one = open(PATH + "/events");
          EventClient other = open(PATH + "/events")) {
        assertThat(one.next("snapshot").json().path("currentPhase").asText())
            .isEqualTo("image_wait");
        other.next("snapshot");
        server.painter().release();
        assertThat(one.next("done").id()).isEqualTo(other.next("done").id());
      }
    }

    @Test
    void who_comes_back_gets_what_was_missed_and_no_snapshot() {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      awaitPainting(PATH);
      PatchedState state = new PatchedState();
      long seen;
      try (EventClient events = open(PATH + "/events")) {
        EventClient.Event first = events.next().orElseThrow();
        state.replace(first.data());
        seen = first.id();
      }
      server.painter().release();
      try (EventClient events = open(PATH + "/events", "Last-Event-ID", Long.toString(seen))) {
        List<EventClient.Event> rest = events.rest();
        assertThat(rest).extracting(EventClient.Event::name).doesNotContain("snapshot");
        rest.stream().filter(e -> e.name().equals("progress")).forEach(e -> state.patch(e.json()));
        JsonNode done = PatchedState.json(rest.get(rest.size() - 1).data());
        assertThat(state.withoutRequestId().path("done").asBoolean()).isTrue();
        assertThat(state.state().path("dalleDress")).isEqualTo(done.path("dalleDress"));
        assertThat(state.state().path("phases")).isEqualTo(done.path("phases"));
      }
    }

    @Test
    void an_id_that_means_nothing_gets_the_snapshot() {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      try (EventClient events = open(PATH + "/events", "Last-Event-ID", "7")) {
        assertThat(events.next().orElseThrow().name()).isEqualTo("snapshot");
      }
    }

    @Test
    void a_failure_is_told() {
      server.painter().fail(FailureCode.OPENAI_ERROR, "no");
      try (EventClient events = open(PATH + "/events?generate=1")) {
        JsonNode done = events.next("done").json();
        assertThat(done.path("errorCode").asText()).isEqualTo("OPENAI_ERROR");
        assertThat(done.path("error").asText()).isEqualTo("no");
      }
      // A client that comes too late sees how the run ended.
      try (EventClient events = open(PATH + "/events")) {
        assertThat(events.rest())
            .extracting(EventClient.Event::name)
            .containsExactly("snapshot", "done");
      }
    }

    @Test
    void a_cancellation_is_told() {
      server.painter().hold();
      try (EventClient events = open(PATH + "/events?generate=1")) {
        events.next("snapshot");
        awaitPainting(PATH);
        TestResponse cancelled = server.send("DELETE", PATH);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.json().path("cancelled").asBoolean()).isTrue();
        assertThat(cancelled.json().path("done").asBoolean()).isTrue();
        assertThat(events.next("done").json().path("cancelled").asBoolean()).isTrue();
      }
      assertThat(server.send("DELETE", PATH).status()).isEqualTo(404);
    }

    @Test
    void a_picture_that_is_there_is_told_at_once() {
      server.make("simple");
      try (EventClient events = open(PATH + "/events")) {
        List<EventClient.Event> all = events.rest();
        assertThat(all).extracting(EventClient.Event::name).containsExactly("snapshot", "done");
        assertThat(all.get(1).json().path("cacheHit").asBoolean()).isTrue();
      }
    }

    @Test
    void a_picture_that_nobody_makes_is_404() {
      TestResponse response = server.get(PATH + "/events");
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.errorCode()).isEqualTo("NOT_FOUND");
      assertThat(server.get("/dalle/nosuch/" + TestServer.ADDRESS + "/events").errorCode())
          .isEqualTo("INVALID_SERIES");
    }

    @Test
    void a_look_ahead_starts_nothing() {
      assertThat(server.send("HEAD", PATH + "/events?generate=1").status()).isEqualTo(404);
      assertThat(server.get(PATH + "/events?generate=1", "Sec-Purpose", "prefetch").status())
          .isEqualTo(404);
      assertThat(server.painter().calls()).isZero();
    }

    @Test
    void the_stream_ends_when_the_server_stops() {
      server.painter().hold();
      try (EventClient events = open(PATH + "/events?generate=1")) {
        events.next("snapshot");
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
        assertThat(events.rest()).extracting(EventClient.Event::name).doesNotContain("snapshot");
        stopping.join();
      }
    }
  }

  @Nested
  class WhenAllRunsAreFollowed {
    private static final String OTHER = "0x00000000000000000000000000000000000000aa";

    @Test
    void runs_come_and_go_and_the_stream_goes_on() {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      awaitPainting(PATH);
      try (EventClient events = open("/events", "X-Request-ID", "me")) {
        JsonNode first = events.next("snapshot").json();
        assertThat(first.path("request_id").asText()).isEqualTo("me");
        assertThat(first.path("runs")).hasSize(1);
        assertThat(first.path("runs").path(0).path("address").asText())
            .isEqualTo(TestServer.ADDRESS);
        server.get("/dalle/empty/" + OTHER + "?generate=1");
        JsonNode begun = events.next("progress").json();
        while (!begun.path("address").asText().equals(OTHER)) {
          begun = events.next("progress").json();
        }
        assertThat(begun.path("series").asText()).isEqualTo("empty");
        assertThat(begun.path("patch").path("phases")).hasSize(8);
        server.painter().release();
        JsonNode one = events.next("done").json();
        JsonNode other = events.next("done").json();
        assertThat(List.of(one.path("address").asText(), other.path("address").asText()))
            .containsExactlyInAnyOrder(TestServer.ADDRESS, OTHER);
        assertThat(one.path("done").asBoolean()).isTrue();
        // The stream has not ended: it also has the next run.
        server.get("/dalle/simple/" + OTHER + "?generate=1");
        assertThat(events.next("done").json().path("series").asText()).isEqualTo("simple");
      }
    }

    @Test
    void without_runs_there_is_an_empty_list() {
      try (EventClient events = open("/events")) {
        assertThat(events.next("snapshot").json().path("runs")).isEmpty();
      }
    }
  }

  @Nested
  class WhenAGenerationIsFollowed {
    @Test
    void it_is_told_without_the_pictures_themselves() {
      server.painter().hold();
      TestResponse created =
          server.sendJson(
              "POST", "/v1/images/generations", "{\"prompt\":\"a fox\",\"seed\":42,\"count\":2}");
      String path = created.header("Location");
      try (EventClient events = open(path + "/events")) {
        EventClient.Event first = events.next().orElseThrow();
        assertThat(first.name()).isEqualTo("snapshot");
        server.painter().release();
        List<EventClient.Event> all = new java.util.ArrayList<>(List.of(first));
        all.addAll(events.rest());
        JsonNode done = all.get(all.size() - 1).json();
        assertThat(done.path("status").asText()).isEqualTo("complete");
        assertThat(done.path("result").path("images").path(1).path("seed").asInt()).isEqualTo(43);
        assertThat(done.toString()).doesNotContain("\"image\"");
        assertThat(patched(all).state()).isEqualTo(done);
      }
    }

    @Test
    void an_unknown_one_is_404() {
      assertThat(server.get("/v1/images/generations/gen_1_abcdefghi/events").status())
          .isEqualTo(404);
    }
  }

  @Nested
  class WhenAWebSocketIsUsed {
    private CompletableFuture<SocketClient> connect(String path) {
      return SocketClient.open(server.client().uri(path));
    }

    @Test
    void it_sends_the_same_three_events_and_closes() throws Exception {
      server.painter().hold();
      SocketClient socket = connect(PATH + "/ws?generate=1").get(30, TimeUnit.SECONDS);
      JsonNode first = socket.next();
      assertThat(first.path("event").asText()).isEqualTo("snapshot");
      PatchedState state = new PatchedState();
      state.replace(first.path("data").toString());
      assertThat(state.state().path("request_id").asText()).isNotEmpty();
      server.painter().release();
      JsonNode message = socket.next();
      while (message.path("event").asText().equals("progress")) {
        state.patch(message.path("data"));
        message = socket.next();
      }
      assertThat(message.path("event").asText()).isEqualTo("done");
      assertThat(state.state()).isEqualTo(message.path("data"));
      assertThat(socket.closed().get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    }

    @Test
    void what_is_wrong_is_answered_before_the_upgrade() {
      assertThat(connect(PATH + "/ws"))
          .failsWithin(PATIENCE)
          .withThrowableOfType(ExecutionException.class)
          .withStackTraceContaining("WebSocketHandshakeException");
    }

    @Test
    void another_sites_page_starts_nothing() {
      assertThat(
              SocketClient.open(
                  server.client().uri(PATH + "/ws?generate=1"), "https://elsewhere.example"))
          .failsWithin(PATIENCE);
      // Not the painter, which would be called a little later: no run has begun.
      assertThat(server.get(PATH).status()).isEqualTo(404);
    }

    @Test
    void nothing_starts_without_the_token_that_is_wanted() throws Exception {
      server.close();
      Path token = Files.writeString(dataDir.resolve("token"), "a-token-of-some-length");
      server = TestServer.in(dataDir).with("--api-token-file", token.toString()).start();
      assertThat(connect(PATH + "/ws?generate=1")).failsWithin(PATIENCE);
      assertThat(server.get(PATH).status()).isEqualTo(404);
    }

    @Test
    void a_ping_is_answered_and_a_long_message_is_not_received() {
      server.painter().hold();
      try (RawConnection client = new RawConnection(server.port())) {
        client.send(
            "GET "
                + PATH
                + "/ws?generate=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(101);
        client.send("\u0089\u0082\0\0\0\0hi");
        awaitFrame(client, '\u008a', "hi");
        // The head of a text frame of 60,000 bytes, and as many of these as are one too many. Bytes
        // that the server leaves unread would make the kernel throw the close frame away.
        client.send("\u0081\u00fe\u00ea\u0060\0\0\0\0" + "x".repeat(126));
        awaitFrame(client, '\u0088', "\u0003\u00f1");
      }
    }

    /** Reads frames, all that the server sends meanwhile included, until one of that kind. */
    private static void awaitFrame(RawConnection client, char kind, String begin) {
      String head;
      String content;
      do {
        head = client.read(2);
        int length = head.charAt(1);
        if (length == 126) {
          String more = client.read(2);
          length = more.charAt(0) << 8 | more.charAt(1);
        }
        content = client.read(length);
      } while (head.charAt(0) != kind);
      assertThat(content).startsWith(begin);
    }

    @Test
    void plain_http_is_told_to_upgrade() {
      TestResponse response = server.get(PATH + "/ws");
      assertThat(response.status()).isEqualTo(426);
      assertThat(response.header("Upgrade")).isEqualTo("websocket");
    }
  }
}
