package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.http.ClientAddresses;
import dev.dalleserver.web.server.FollowerLimiter;
import dev.dalleserver.web.server.Shares;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters of requests, followers and held answers return to their former values. */
@Timeout(60)
class CountersTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir static Path dataDir;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(dataDir);
    server.make("simple");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertOnlyTheScrapeIsInFlight() {
    Waiting.untilAsserted(
        () -> {
          Scrape scrape = Scrape.of(server);
          assertThat(scrape.value("dalleserver_http_requests_in_flight")).isEqualTo(1);
          assertThat(scrape.value("dalleserver_sse_clients")).isZero();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /series HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /a//b/../../c HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PATCH /series HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /series HTTP/1.1\r\n\r\n",
        "GET /series HTTP/9.9\r\n\r\n",
        "rubbish\r\n\r\n",
        "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
        "POST /v1/images/generations HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Content-Length: 99999999\r\n\r\n",
        "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET " + PICTURE + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=999999-\r\n\r\n",
        "GET " + PICTURE + " HTTP/1.1\r\nHost: localhost\r\nIf-Match: \"other\"\r\n\r\n",
        "GET " + PICTURE + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET " + PICTURE + "/ws HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET "
            + PICTURE
            + "/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
      })
  void after_a_request_whose_sender_goes_away(String request) {
    for (int i = 0; i < 2; i++) {
      new RawConnection(server.port()).send(request).close();
    }
    assertOnlyTheScrapeIsInFlight();
  }

  @Test
  void after_a_follower_of_a_run_and_of_all_runs_has_gone() {
    String other = PICTURE.replace("0xf", "0xe");
    server.painter().hold();
    try (RawConnection one = new RawConnection(server.port());
        RawConnection all = new RawConnection(server.port())) {
      one.get(other + "/events?generate=1");
      all.get("/events");
      Waiting.untilAsserted(
          () -> assertThat(Scrape.of(server).value("dalleserver_sse_clients")).isEqualTo(2));
    } finally {
      server.painter().release();
    }
    Waiting.until(() -> server.get(other + "?generate=1").json().path("done").asBoolean());
    assertOnlyTheScrapeIsInFlight();
  }

  @Test
  void after_one_who_waits_for_a_run_has_gone() {
    String other = PICTURE.replace("0xf", "0xd");
    server.painter().hold();
    server.get(other + "?generate=1");
    new RawConnection(server.port()).get(other + "?generate=1&wait=60").close();
    server.painter().release();
    Waiting.until(() -> server.get(other + "?generate=1").json().path("done").asBoolean());
    assertOnlyTheScrapeIsInFlight();
  }

  @Test
  void answers_that_are_held_end_when_told_and_when_all_are_let_go() {
    LongPolls held =
        new LongPolls(
            new FollowerLimiter(
                new Shares(2, 8, 16, 8),
                new ClientAddresses(peer -> false),
                MemoryBudget.ofThisHeap()));
    CompletableFuture<Void> told = held.hold();
    told.complete(null);
    CompletableFuture<Void> failed = held.hold();
    failed.completeExceptionally(new IllegalStateException("gone"));
    CompletableFuture<Void> waits = held.hold();
    assertThat(waits).isNotDone();
    held.release();
    assertThat(waits).isCompleted();
    assertThat(held.hold()).isCompleted();
  }
}
