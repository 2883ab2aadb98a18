package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.web.RawConnection;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are being received: which requests may send one, and what they may hold. */
class BodyReceiverTest {
  private static final String TOKEN = "a-token-for-the-test";
  private static final int BODY = 60_000;

  /** A tenth of it is for bodies: three of them, and not one more. */
  private static final MemoryBudget MEMORY = new MemoryBudget(2_000_000);

  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          1024,
          Duration.ofSeconds(5),
          64 * 1024,
          8 * 1024,
          300,
          Duration.ofMillis(50),
          Duration.ofSeconds(1));

  @TempDir static Path dataDir;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Path tokens = Files.writeString(dataDir.resolve("tokens"), TOKEN + "\n");
    server =
        TestServer.in(dataDir)
            .with("--api-token-file", tokens.toString(), "--generation-slots", "100")
            .limits(LIMITS)
            .memory(MEMORY)
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String head(String method, String path, String headers) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + BODY
        + "\r\n"
        + headers
        + "\r\n";
  }

  private static String authorized() {
    return head("POST", "/v1/images/generations", "Authorization: Bearer " + TOKEN + "\r\n");
  }

  private static void awaitNothingHeld() {
    Waiting.until(() -> MEMORY.reserved(MemoryUse.REQUEST_BODIES) == 0);
  }

  @Nested
  class BeforeTheBody {
    @ParameterizedTest
    @CsvSource({
      "POST, /v1/images/generations, 401, UNAUTHORIZED",
      "PUT, /series/mine, 401, UNAUTHORIZED",
      "DELETE, /series/mine, 401, UNAUTHORIZED",
      "GET, /nowhere, 404, NOT_FOUND",
      "GET, /openai/v1/images/generations, 405, method_not_allowed"
    })
    void what_would_be_refused_anyway_is_refused_without_a_byte_of_it(
        String method, String path, int status, String code) {
      try (RawConnection client = new RawConnection(server.port())) {
        TestResponse answer = client.send(head(method, path, "")).answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.header("X-Request-ID")).isNotEmpty();
      }
    }

    @ParameterizedTest
    @CsvSource({"Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Purpose: prefetch"})
    void another_sites_page_is_refused_without_a_byte_of_it_and_told_nothing_of_tokens(
        String header) {
      try (RawConnection client = new RawConnection(server.port())) {
        TestResponse answer =
            client.send(head("POST", "/v1/images/generations", header + "\r\n")).answer();
        assertThat(answer.status()).isEqualTo(403);
      }
    }

    @Test
    void a_method_that_the_route_lacks_is_told_which_there_are() {
      try (RawConnection client = new RawConnection(server.port())) {
        String token = "Authorization: Bearer " + TOKEN + "\r\n";
        TestResponse answer = client.send(head("PUT", "/health", token)).answer();
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET");
      }
    }

    @Test
    void a_client_that_asks_before_it_sends_is_refused_instead_of_encouraged() {
      try (RawConnection client = new RawConnection(server.port())) {
        TestResponse answer =
            client
                .send(head("POST", "/v1/images/generations", "Expect: 100-continue\r\n"))
                .answer();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Connection")).isEqualTo("close");
      }
    }

    @Test
    void the_refused_body_is_thrown_away_and_the_connection_goes_on() {
      try (RawConnection client = new RawConnection(server.port())) {
        client.send(head("POST", "/v1/images/generations", "") + " ".repeat(BODY));
        assertThat(client.answer().status()).isEqualTo(401);
        assertThat(client.get("/series").answer().status()).isEqualTo(200);
      }
    }
  }

  @Nested
  class Memory {
    @Test
    void is_refused_at_once_when_it_is_used_up_and_there_again_when_the_clients_have_gone() {
      List<RawConnection> unfinished = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          unfinished.add(new RawConnection(server.port()));
          unfinished.get(i).send(authorized() + " ".repeat(BODY - 1));
        }
        Waiting.until(() -> MEMORY.reserved(MemoryUse.REQUEST_BODIES) >= 3 * BODY);
        try (RawConnection late = new RawConnection(server.port())) {
          TestResponse answer = late.send(authorized() + " ".repeat(BODY - 1)).answer();
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.errorCode()).isEqualTo("SERVER_BUSY");
          assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        assertThat(MEMORY.reserved(MemoryUse.REQUEST_BODIES))
            .isLessThanOrEqualTo(MEMORY.capacity(MemoryUse.REQUEST_BODIES));
        assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
      } finally {
        unfinished.forEach(RawConnection::close);
      }
      awaitNothingHeld();
      try (RawConnection again = new RawConnection(server.port())) {
        String json = "{\"prompt\": \"a fish\"}";
        again.send(authorized() + json + " ".repeat(BODY - json.length()));
        assertThat(again.answer().status()).isEqualTo(201);
      }
      awaitNothingHeld();
    }

    @Test
    void is_not_held_by_a_client_that_announces_a_body_and_sends_none() {
      List<RawConnection> silent = new ArrayList<>();
      try {
        for (int i = 0; i < 50; i++) {
          silent.add(new RawConnection(server.port()).send(authorized() + "{"));
        }
        Waiting.until(() -> MEMORY.reserved(MemoryUse.REQUEST_BODIES) >= 50 * 512);
        assertThat(MEMORY.reserved(MemoryUse.REQUEST_BODIES)).isLessThan(50 * 1024);
      } finally {
        silent.forEach(RawConnection::close);
      }
      awaitNothingHeld();
    }

    @Test
    void is_given_back_by_a_client_that_is_cut_off() {
      try (RawConnection slow = new RawConnection(server.port())) {
        slow.send(authorized() + " ".repeat(1000));
        Waiting.until(() -> MEMORY.reserved(MemoryUse.REQUEST_BODIES) > 0);
        assertThat(slow.dribbleUntilCut("", 20)).isLessThan(10_000);
      }
      awaitNothingHeld();
    }

    @Test
    void is_given_back_by_a_body_that_is_not_understood_or_grows_too_long() {
      String chunked =
          authorized().replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked");
      try (RawConnection client = new RawConnection(server.port())) {
        client.send(authorized() + "x".repeat(BODY));
        assertThat(client.answer().status()).isEqualTo(400);
      }
      try (RawConnection client = new RawConnection(server.port())) {
        client.send(chunked + ("8000\r\n" + " ".repeat(0x8000) + "\r\n").repeat(3));
        assertThat(client.answer().status()).isEqualTo(413);
      }
      try (RawConnection client = new RawConnection(server.port())) {
        client.send(chunked + "5\r\nabcde\r\nzz\r\n");
        assertThat(client.answer().status()).isEqualTo(400);
      }
      awaitNothingHeld();
    }
  }
}
