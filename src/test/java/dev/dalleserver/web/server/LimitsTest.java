package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.RawConnection;
import dev.dalleserver.web.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that would block the server, and requests that could be parsed in two ways. */
class LimitsTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** As the usual ones, but reached within a test. */
  private static final Limits LIMITS =
      new Limits(
          SHORT,
          SHORT,
          Duration.ofSeconds(1),
          16 * 1024,
          Duration.ofSeconds(5),
          64 * 1024,
          8 * 1024,
          300,
          Duration.ofMillis(50),
          Duration.ofSeconds(1));

  @TempDir static Path dataDir;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.in(dataDir).limits(LIMITS).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertWell() {
    assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
  }

  private static String post(String framing) {
    return "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\n"
        + framing
        + "\r\n";
  }

  @Nested
  class SlowClients {
    @Test
    void who_dribbles_headers_is_cut_off() {
      try (RawConnection slow = new RawConnection(server.port())) {
        slow.send("GET / HTTP/1.1\r\nHost: localhost\r\n");
        assertThat(slow.dribbleUntilCut("X-A: b\r\n", 20)).isBetween(200L, 5_000L);
      }
    }

    @Test
    void who_says_nothing_is_cut_off() {
      try (RawConnection silent = new RawConnection(server.port())) {
        assertThat(silent.dribbleUntilCut("", 20)).isBetween(200L, 5_000L);
      }
    }

    @Test
    void who_dribbles_the_headers_of_a_second_request_is_cut_off() {
      try (RawConnection slow = new RawConnection(server.port())) {
        assertThat(slow.get("/series").answer().status()).isEqualTo(200);
        assertThat(slow.dribbleUntilCut("GET / HTTP/1.1\r\nX: ", 20)).isBetween(200L, 5_000L);
      }
    }

    @Test
    void a_connection_may_rest_between_requests() throws Exception {
      try (RawConnection resting = new RawConnection(server.port())) {
        assertThat(resting.get("/series").answer().status()).isEqualTo(200);
        Thread.sleep(SHORT.toMillis() * 3);
        assertThat(resting.get("/series").answer().status()).isEqualTo(200);
      }
    }

    /**
     * Jetty has an idle time-out of its own. It closed the connection when it fired between the end
     * of an answer that had taken as long and the next request.
     */
    @Test
    void nothing_but_the_examination_cuts_a_resting_connection_off(@TempDir Path other) {
      Limits unexamined =
          new Limits(
              LIMITS.headerTimeout(),
              LIMITS.bodyTimeout(),
              LIMITS.stallTimeout(),
              LIMITS.minBytesPerSecond(),
              Duration.ofMillis(50),
              LIMITS.bodyBytes(),
              LIMITS.headerBytes(),
              LIMITS.connections(),
              Duration.ofHours(1),
              LIMITS.drainTimeout());
      try (TestServer resting = TestServer.in(other).limits(unexamined).start();
          RawConnection connection = new RawConnection(resting.port())) {
        assertThat(connection.get("/series").answer().status()).isEqualTo(200);
        long began = System.nanoTime();
        Waiting.until(() -> System.nanoTime() - began > SHORT.toNanos());
        assertThat(connection.get("/series").answer().status()).isEqualTo(200);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 60000\r\n", "Transfer-Encoding: chunked\r\n"})
    void who_dribbles_a_body_is_cut_off(String framing) {
      String piece = framing.startsWith("T") ? "1\r\n \r\n" : " ";
      try (RawConnection slow = new RawConnection(server.port())) {
        slow.send(post(framing));
        assertThat(slow.dribbleUntilCut(piece, 20)).isBetween(200L, 5_000L);
      }
    }

    @Test
    void more_of_them_than_there_are_threads_keep_nobody_waiting() {
      List<RawConnection> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 250; i++) {
          slow.add(new RawConnection(server.port()).send(post("Content-Length: 9\r\n") + "{"));
        }
        assertWell();
      } finally {
        slow.forEach(RawConnection::close);
      }
    }

    @Test
    void who_hardly_reads_a_long_answer_is_cut_off() throws Exception {
      Path big = dataDir.resolve("output/simple/prompt/big.txt");
      Files.createDirectories(big.getParent());
      Files.write(big, new byte[20_000_000]);
      try (RawConnection slow = new RawConnection(server.port(), 1024)) {
        slow.get("/files/simple/prompt/big.txt");
        assertThat(slow.sip(20, 100)).isLessThan(20_000_000);
      }
    }

    @Test
    void who_reads_at_a_fair_pace_gets_the_whole_of_it() throws Exception {
      Path big = dataDir.resolve("output/simple/prompt/fair.txt");
      Files.createDirectories(big.getParent());
      Files.write(big, new byte[5_000_000]);
      assertThat(server.get("/files/simple/prompt/fair.txt").body()).hasSize(5_000_000);
    }

    @Test
    void who_takes_all_connections_loses_them_again() {
      List<RawConnection> greedy = new ArrayList<>();
      try {
        for (int i = 0; i < LIMITS.connections() + 20; i++) {
          greedy.add(new RawConnection(server.port()));
        }
        assertWell();
      } finally {
        greedy.forEach(RawConnection::close);
      }
    }
  }

  @Nested
  class TooMuch {
    private void assertRefused(TestResponse response, int status, String code) {
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.errorCode()).isEqualTo(code);
      assertThat(response.header("Content-Type")).isEqualTo("application/json");
      assertThat(response.header("X-Request-ID"))
          .isEqualTo(response.json().path("request_id").asText())
          .isNotEmpty();
      assertThat(response.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @Test
    void a_header_of_9_kb_is_431() {
      String request =
          "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "a".repeat(9_000) + "\r\n\r\n";
      assertRefused(RawHttp.exchange(server.port(), request), 431, "INVALID_REQUEST");
    }

    @Test
    void an_address_of_9_kb_is_414() {
      assertRefused(
          RawHttp.get(server.port(), "/series?" + "a".repeat(9_000)), 414, "INVALID_REQUEST");
    }

    @Test
    void a_body_that_says_it_is_too_long_is_413_at_once() {
      try (RawConnection client = new RawConnection(server.port())) {
        client.send(post("Content-Length: 70000\r\n"));
        assertRefused(client.answer(), 413, "PAYLOAD_TOO_LARGE");
      }
    }

    @Test
    void a_body_that_grows_too_long_chunk_by_chunk_is_413() {
      String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
      assertRefused(
          RawHttp.exchange(
              server.port(), post("Transfer-Encoding: chunked\r\n") + chunk.repeat(3) + "1\r\n"),
          413,
          "PAYLOAD_TOO_LARGE");
    }

    @Test
    void a_body_just_short_enough_is_read() {
      String json = "{\"prompt\": \"" + "a".repeat(31_000) + "\"}";
      String body = json + " ".repeat(64 * 1024 - json.length());
      String chunked =
          "8000\r\n"
              + body.substring(0, 0x8000)
              + "\r\n8000\r\n"
              + body.substring(0x8000)
              + "\r\n0\r\n\r\n";
      for (String request :
          List.of(
              post("Connection: close\r\nContent-Length: " + body.length() + "\r\n") + body,
              post("Connection: close\r\nTransfer-Encoding: chunked\r\n") + chunked)) {
        assertThat(RawHttp.exchange(server.port(), request).status()).isIn(201, 503);
      }
    }
  }

  @Nested
  class Smuggling {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n",
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
              + "Content-Length: 3\r\n\r\n{}x",
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
              + "Content-Length: 2\r\n\r\n{}",
          "POST /v1/images/generations HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Length: 2, 2\r\n\r\n"
              + "{}",
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Length: -2\r\n\r\n{}",
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Length: +2\r\n\r\n{}",
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\n\r\n",
          "POST /v1/images/generations HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Transfer-Encoding: chunked, gzip\r\n\r\n"
              + "0\r\n\r\n",
          "POST /v1/images/generations HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "zz\r\n\r\n",
          "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
          "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n folded\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n"
        })
    void what_could_be_read_in_two_ways_is_400_and_ends_the_connection(String request) {
      TestResponse response = RawHttp.exchange(server.port(), request);
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
      assertThat(response.text()).doesNotContain("HTTP/1.1").doesNotContainIgnoringCase("jetty");
    }
  }

  @Nested
  class Methods {
    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "FOO", "PUT", "CONNECT", "PATCH"})
    void others_are_405_with_what_is_allowed(String method) {
      String path = method.equals("CONNECT") ? "localhost:80" : "/health";
      TestResponse response =
          RawHttp.exchange(
              server.port(),
              method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(response.status()).isIn(method.equals("CONNECT") ? 400 : 405, 405);
      assertThat(response.json().path("success").asBoolean(true)).isFalse();
      if (response.status() == 405) {
        assertThat(response.errorCode()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(response.header("Allow")).contains("GET");
      }
    }

    @Test
    void head_starts_nothing() {
      String path = "/dalle/simple/" + TestServer.ADDRESS;
      assertThat(server.send("HEAD", path + "?generate=1").status()).isEqualTo(404);
      assertThat(server.get(path).status()).as("neither a picture nor a run").isEqualTo(404);
    }
  }

  @Nested
  class Headers {
    @Test
    void answers_that_are_no_pages_let_browsers_run_nothing() {
      for (String path : List.of("/series", "/health", "/nowhere", "/metrics")) {
        TestResponse response = server.get(path);
        assertThat(response.header("Content-Security-Policy"))
            .as(path)
            .isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.header("Server")).isEmpty();
      }
    }

    @Test
    void pages_get_their_own_policy() {
      assertThat(server.get("/preview").headers().allValues("Content-Security-Policy"))
          .singleElement()
          .asString()
          .contains("img-src 'self'");
    }
  }

  @Test
  void there_are_never_more_connections_than_files_can_be_open() {
    assertThat(Limits.connections(1_000_000, 60)).isEqualTo(16_384);
    assertThat(Limits.connections(16_000, 60)).isEqualTo(15_380);
    assertThat(Limits.connections(1024, 60)).isEqualTo(404);
    assertThat(Limits.connections(120, 40)).isEqualTo(13);
    assertThat(Limits.connections(20, 60)).isEqualTo(8);
  }
}
