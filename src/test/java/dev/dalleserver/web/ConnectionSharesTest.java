package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.server.Limits;
import dev.dalleserver.web.server.Shares;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections, which clients share: what one may take, and what is left for operators. */
class ConnectionSharesTest {
  private static final int ORDINARY = 30;
  private static final int FOLLOWERS = 12;
  private static final int PER_ADDRESS = 5;
  private static final int FOLLOWERS_PER_ADDRESS = 3;
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir static Path dataDir;
  private static TestServer server;
  private final List<RawConnection> held = new ArrayList<>();

  @BeforeAll
  static void start() {
    Limits usual = Limits.createDefault();
    server =
        TestServer.in(dataDir)
            .with("--trusted-proxies", "127.0.0.1,10.0.0.0/8")
            .limits(
                usual.withConnections(
                    ORDINARY + 4, new Shares(4, FOLLOWERS, PER_ADDRESS, FOLLOWERS_PER_ADDRESS)))
            .start();
    server.painter().hold();
    server.get(PICTURE + "?generate=1");
    // From here on nothing moves that would end a long poll.
    Waiting.until(
        () -> server.get(PICTURE).json().path("currentPhase").asText().equals("image_wait"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void begin() {
    // Also those connections that the test before this one has closed.
    Waiting.until(
        () -> metric("dalleserver_followers") == 0 && metric("dalleserver_connections_open") <= 2);
  }

  @AfterEach
  void close() {
    held.forEach(RawConnection::close);
    held.clear();
  }

  private static double metric(String name) {
    return Double.parseDouble(
        RawHttp.get(server.port(), "/metrics")
            .text()
            .lines()
            .filter(
                line -> line.startsWith(name) && " {,}".indexOf(line.charAt(name.length())) >= 0)
            .findFirst()
            .orElseThrow()
            .replaceFirst(".* ", ""));
  }

  private RawConnection connect() {
    RawConnection connection = new RawConnection(server.port());
    held.add(connection);
    return connection;
  }

  private TestResponse ask(String path, String... headers) {
    return connect().send(get(path, headers)).answer();
  }

  /** What is asked again and again takes no connections from what is asked next. */
  private static TestResponse askAndLeave(String path, String header) {
    try (RawConnection connection = new RawConnection(server.port())) {
      return connection.send(get(path, header)).answer();
    }
  }

  private static String get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request + "\r\n";
  }

  @Nested
  class WhenAllConnectionsAreTaken {
    @Test
    void operators_are_answered_and_others_read_that_there_is_no_room() {
      // Silent for less time than a header may take.
      for (int i = 0; i < 3 * ORDINARY; i++) {
        connect();
      }
      // Until the last of them is open, it may close the one that asks.
      Waiting.untilAsserted(
          () ->
              assertThat(metric("dalleserver_load_refusals{reason=\"connection_full\""))
                  .isGreaterThanOrEqualTo(2 * ORDINARY));
      assertThat(RawHttp.get(server.port(), "/health?check=liveness").status()).isEqualTo(200);
      assertThat(metric("dalleserver_connections_open"))
          .isBetween((double) ORDINARY, ORDINARY + 4.0);
      TestResponse refused = RawHttp.get(server.port(), "/series");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("SERVER_BUSY");
      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      held.forEach(RawConnection::close);
      Waiting.until(() -> RawHttp.get(server.port(), "/series").status() == 200);
    }
  }

  @Nested
  class Followers {
    @Test
    void are_fewer_than_there_are_connections_whichever_way_they_follow() {
      for (int i = 0; i < FOLLOWERS / 3; i++) {
        assertThat(ask(PICTURE + "/events").status()).isEqualTo(200);
        assertThat(upgrade().status()).isEqualTo(101);
        connect().get(PICTURE + "?wait=10");
      }
      Waiting.until(() -> metric("dalleserver_followers") == FOLLOWERS);
      TestResponse refused = ask(PICTURE + "/events");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("SERVER_BUSY");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(upgrade().status()).isEqualTo(503);
      assertThat(ask(PICTURE + "?wait=30").status())
          .as("what would be held is answered at once")
          .isEqualTo(200);
      assertThat(ask("/series").status()).isEqualTo(200);
      assertThat(metric("dalleserver_load_refusals{reason=\"follower_full\"")).isPositive();
    }

    @Test
    void leave_their_places_when_they_go() {
      for (int i = 0; i < FOLLOWERS; i++) {
        assertThat((i % 2 == 0 ? ask(PICTURE + "/events") : upgrade()).status()).isIn(101, 200);
      }
      close();
      Waiting.until(() -> metric("dalleserver_followers") == 0);
    }
  }

  @Nested
  class BehindAProxy {
    @Test
    void each_client_has_a_share_of_followers() {
      for (int i = 0; i < FOLLOWERS_PER_ADDRESS; i++) {
        assertThat(follow("X-Forwarded-For: 192.0.2.1")).isEqualTo(200);
      }
      assertThat(follow("X-Forwarded-For: 192.0.2.1")).isEqualTo(503);
      assertThat(follow("X-Forwarded-For: 198.51.100.7, 192.0.2.1:4711, 10.1.2.3"))
          .as("the right-most that is not trusted, whatever stands left of it")
          .isEqualTo(503);
      assertThat(follow("Forwarded: for=192.0.2.1;proto=https")).isEqualTo(503);
      assertThat(follow("X-Forwarded-For: 192.0.2.2")).isEqualTo(200);
      assertThat(follow("Forwarded: for=\"[2001:db8::1]:80\"")).isEqualTo(200);
      assertThat(metric("dalleserver_load_refusals{reason=\"follower_address\"")).isPositive();
    }

    @Test
    void each_client_has_a_share_of_requests_under_way() {
      String client = "X-Forwarded-For: 192.0.2.3";
      String head =
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: 100\r\n";
      // One more each time: a request that asks meanwhile may take the last share from one of them.
      Waiting.until(
          () -> {
            connect().send(head + client + "\r\n\r\n{");
            return askAndLeave("/series", client).status() == 503;
          });
      assertThat(ask("/series", "X-Forwarded-For: 192.0.2.4").status()).isEqualTo(200);
      assertThat(ask("/health?check=liveness", client).status()).isEqualTo(200);
      close();
      Waiting.until(() -> askAndLeave("/series", client).status() == 200);
    }

    private int follow(String header) {
      return ask(PICTURE + "/events", header).status();
    }
  }

  @Test
  void no_websocket_extension_is_negotiated() {
    assertThat(upgrade().header("Sec-WebSocket-Extensions")).isEmpty();
  }

  private TestResponse upgrade() {
    return ask(
        PICTURE + "/ws",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
  }

  @Test
  void the_usual_shares_leave_room_for_others() {
    assertThat(Shares.of(16_384)).isEqualTo(new Shares(256, 12_096, 4_032, 3_024));
    assertThat(Shares.of(668)).isEqualTo(new Shares(41, 471, 156, 117));
    assertThat(Shares.of(8)).isEqualTo(new Shares(2, 5, 6, 5));
  }
}
