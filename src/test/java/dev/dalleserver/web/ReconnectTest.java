package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that connect again by themselves start and pay nothing. */
@Timeout(60)
class ReconnectTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String START = PATH + "/events?generate=1&force=1";
  private static final String SOCKET = PATH + "/ws?generate=1&force=1";

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.in(dataDir).with("--failure-hold", "1ms").start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private EventClient open(String path, String... headers) {
    return EventClient.open(server.client().uri(path), headers);
  }

  private EventClient.Event follow(String path, String... headers) {
    try (EventClient events = open(path, headers)) {
      return events.next("done");
    }
  }

  /** Until the last run is over and its end is not shown any more. */
  private void awaitIdle() {
    Waiting.until(
        () ->
            !server.get(PATH).header("Content-Type").contains("json")
                || server.get(PATH).status() == 404);
  }

  @Nested
  class WhenTheEndWasSeen {
    @Test
    void the_next_connection_of_that_id_is_told_to_stop() {
      String seen = Long.toString(follow(START).id());
      TestResponse again = server.get(START, "Last-Event-ID", seen);
      assertThat(again.status()).isEqualTo(204);
      assertThat(again.text()).isEmpty();
      assertThat(server.get(PATH + "/events", "Last-Event-ID", seen).status()).isEqualTo(204);
      assertThat(server.get(START + "&lastEventId=" + seen).status()).isEqualTo(204);
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void a_refusing_provider_is_called_once() {
      server.painter().fail(FailureCode.OPENAI_ERROR, "no");
      String seen = Long.toString(follow(START).id());
      awaitIdle();
      for (int i = 0; i < 12; i++) {
        assertThat(server.get(START, "Last-Event-ID", seen).status()).isEqualTo(204);
      }
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void a_picture_that_was_there_is_told_once_too() {
      server.make("simple");
      String seen = Long.toString(follow(PATH + "/events?generate=1").id());
      assertThat(server.get(START, "Last-Event-ID", seen).status()).isEqualTo(204);
    }

    @Test
    void a_batch_is_told_once_too() {
      TestResponse created =
          server.sendJson("POST", "/v1/images/generations", "{\"prompt\":\"a fox\"}");
      String path = created.header("Location") + "/events";
      String seen = Long.toString(follow(path).id());
      assertThat(server.get(path, "Last-Event-ID", seen).status()).isEqualTo(204);
    }

    @Test
    void the_stream_says_how_long_to_wait() {
      server.painter().hold();
      try (RawConnection client = new RawConnection(server.port())) {
        client.send("GET " + START + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
        server.painter().release();
        String all = client.read(1 << 20);
        assertThat(all).contains("\n\nretry: 60000\nid: ".substring(1));
        assertThat(all.substring(all.indexOf("\r\n\r\n") + 4)).startsWith("retry: 3000\nid: ");
        assertThat(all.split("retry: ", -1)).hasSize(3);
      }
    }
  }

  @Nested
  class WhenTheConnectionBrokeBefore {
    @Test
    void a_follower_whose_run_was_cancelled_does_not_start_it_again() {
      server.painter().hold();
      long seen;
      try (EventClient events = open(START)) {
        seen = events.next("snapshot").id();
      }
      server.send("DELETE", PATH);
      server.painter().release();
      awaitIdle();
      TestResponse again = server.get(START, "Last-Event-ID", Long.toString(seen));
      assertThat(again.status()).isEqualTo(404);
      assertThat(again.text()).contains("only listens");
      assertThat(server.painter().calls()).isLessThanOrEqualTo(1);
    }

    @Test
    void the_rest_of_the_run_is_told() {
      server.painter().hold();
      long seen;
      try (EventClient events = open(START)) {
        seen = events.next("snapshot").id();
      }
      server.painter().release();
      EventClient.Event done = follow(START, "Last-Event-ID", Long.toString(seen));
      assertThat(done.json().path("error").asText()).isEmpty();
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void any_id_means_that_the_client_was_here_before() {
      assertThat(server.get(START, "Last-Event-ID", "x").status()).isEqualTo(404);
      assertThat(server.get(START, "Last-Event-ID", "7").status()).isEqualTo(404);
      assertThat(server.painter().calls()).isZero();
    }

    @Test
    void without_any_event_the_same_request_only_listens() {
      server.painter().fail(FailureCode.OPENAI_ERROR, "no");
      try (RawConnection client = new RawConnection(server.port())) {
        client.send("GET " + START + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: it\r\n\r\n");
        Waiting.until(() -> server.painter().calls() == 1);
      }
      awaitIdle();
      for (int i = 0; i < 5; i++) {
        assertThat(server.get(START, "User-Agent", "it").status()).isEqualTo(404);
      }
      assertThat(server.painter().calls()).isEqualTo(1);
      // Another client has a wish of its own.
      follow(START, "User-Agent", "another");
      assertThat(server.painter().calls()).isEqualTo(2);
    }

    @Test
    void a_name_makes_a_wish_a_new_one() {
      follow(START + "&request_id=a");
      follow(START + "&request_id=a");
      assertThat(server.painter().calls()).isEqualTo(1);
      follow(START + "&request_id=b");
      assertThat(server.painter().calls()).isEqualTo(2);
      follow(START, "X-Request-ID", "c");
      follow(START, "X-Request-ID", "c");
      assertThat(server.painter().calls()).isEqualTo(3);
    }

    @Test
    void a_proxys_request_ids_make_no_new_wishes() {
      follow(START, "X-Request-ID", "p1", "X-Forwarded-For", "192.0.2.1");
      follow(START, "X-Request-ID", "p2", "X-Forwarded-For", "192.0.2.1");
      assertThat(server.painter().calls()).isEqualTo(1);
    }
  }

  @Nested
  class WhenAWebSocketIsUsed {
    private JsonNode followSocket(String path) throws Exception {
      SocketClient socket = SocketClient.open(server.client().uri(path)).get(30, TimeUnit.SECONDS);
      JsonNode message = socket.next();
      while (!message.path("event").asText().equals("done")) {
        message = socket.next();
      }
      return message;
    }

    @Test
    void the_same_client_only_listens() throws Exception {
      followSocket(SOCKET);
      for (int i = 0; i < 5; i++) {
        assertThat(followSocket(SOCKET).path("data").path("error").asText()).isEmpty();
      }
      assertThat(server.painter().calls()).isEqualTo(1);
      followSocket(SOCKET + "&request_id=b");
      assertThat(server.painter().calls()).isEqualTo(2);
    }

    @Test
    void one_that_tells_the_last_id_is_closed_after_the_end() throws Exception {
      String seen = followSocket(SOCKET).path("id").asText();
      assertThat(seen).matches("[0-9]+");
      SocketClient socket =
          SocketClient.open(server.client().uri(SOCKET + "&lastEventId=" + seen))
              .get(30, TimeUnit.SECONDS);
      assertThat(socket.closed().get(30, TimeUnit.SECONDS)).isEqualTo(1000);
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void one_that_tells_an_id_gets_what_it_has_missed() throws Exception {
      server.painter().hold();
      SocketClient first = SocketClient.open(server.client().uri(SOCKET)).get(30, TimeUnit.SECONDS);
      String seen = first.next().path("id").asText();
      SocketClient socket =
          SocketClient.open(server.client().uri(SOCKET + "&lastEventId=" + seen))
              .get(30, TimeUnit.SECONDS);
      server.painter().release();
      assertThat(List.of("progress", "done")).contains(socket.next().path("event").asText());
    }
  }
}
