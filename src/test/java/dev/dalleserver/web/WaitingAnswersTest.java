package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.web.http.HeapSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The heap held by answers that wait until their clients read them. */
@Timeout(300)
class WaitingAnswersTest {
  private static final long MEGABYTE = 1_000_000;
  private static final int LONG_SERIES_BYTES = 100_000;

  @TempDir Path dataDir;

  private TestServer start(MemoryBudget memory) {
    return TestServer.in(dataDir).memory(memory).start();
  }

  /** As long as a series may be that has filters for one database only. */
  private void putSeries(String name) throws Exception {
    String word = "\"" + "w".repeat(197) + "\"";
    String words = IntStream.range(0, 500).mapToObj(n -> word).collect(Collectors.joining(","));
    Path file = dataDir.resolve("series").resolve(name + ".json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"suffix\":\"" + name + "\",\"nouns\":[" + words + "]}");
  }

  private static int inFlight(TestServer server) {
    // Without the scrape itself.
    return (int) Scrape.of(server).value("dalleserver_http_requests_in_flight") - 1;
  }

  @Test
  void what_finds_no_room_is_refused_at_once_until_others_have_gone() throws Exception {
    putSeries("long");
    MemoryBudget memory = new MemoryBudget(14 * LONG_SERIES_BYTES);
    assertThat(memory.capacity(MemoryUse.RESPONSES))
        .isBetween(1L * LONG_SERIES_BYTES, 2L * LONG_SERIES_BYTES);
    try (TestServer server = start(memory)) {
      try (UnreadConnections unread =
          new UnreadConnections(
              server.port(), 1, UnreadConnections.get("/series/long").repeat(200))) {
        Waiting.until(() -> inFlight(server) == 1 && server.get("/series/long").status() == 503);
        TestResponse refused = server.get("/series/long");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.errorCode()).isEqualTo("SERVER_BUSY");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(memory.refusals(MemoryUse.RESPONSES)).isPositive();
        assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
        assertThat(server.get("/series").status()).isEqualTo(200);
      }
      Waiting.until(() -> server.get("/series/long").status() == 200);
      Waiting.until(() -> memory.reserved(MemoryUse.RESPONSES) == 0);
    }
  }

  @Test
  void a_list_without_room_for_its_compression_is_refused_in_plain_and_holds_nothing()
      throws Exception {
    putSeries("long");
    MemoryBudget memory = new MemoryBudget(14 * LONG_SERIES_BYTES);
    try (TestServer server = start(memory)) {
      TestResponse refused = server.get("/series?details=series", "Accept-Encoding", "gzip");
      assertThat(refused.errorCode()).isEqualTo("SERVER_BUSY");
      assertThat(refused.header("Content-Encoding")).isEmpty();
      assertThat(memory.reserved(MemoryUse.RESPONSES)).isZero();
      assertThat(server.get("/series?details=series").status()).isEqualTo(200);
    }
  }

  @Test
  void sixty_clients_that_do_not_read_15_MB_take_less_than_one_copy() throws Exception {
    int series = 160;
    for (int n = 0; n < series; n++) {
      putSeries("s" + n);
    }
    MemoryBudget memory = new MemoryBudget(64 * MEGABYTE);
    try (TestServer server = start(memory)) {
      TestResponse whole = server.get("/series?details=series");
      assertThat(whole.body().length).isGreaterThan(15_000_000);
      assertThat(whole.json().path("data").path("series")).hasSizeGreaterThan(series);
      assertThat(server.send("HEAD", "/series?details=series").header("Content-Length"))
          .isEqualTo("" + whole.body().length);
      try (UnreadConnections unread =
          new UnreadConnections(
              server.port(), 60, UnreadConnections.get("/series?details=series"))) {
        Waiting.until(() -> inFlight(server) == 60);
        assertThat(memory.reserved(MemoryUse.RESPONSES)).isBetween(1L, 8 * MEGABYTE);
        assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
        assertThat(server.get("/series?details=series").body()).hasSameSizeAs(whole.body());
      }
      Waiting.until(() -> memory.reserved(MemoryUse.RESPONSES) == 0);
    }
  }

  @Test
  void clients_of_the_same_page_share_its_bytes() {
    ForeignPictures pictures = new ForeignPictures(dataDir);
    for (int n = 0; n < 200; n++) {
      pictures.put("simple", ForeignPictures.address(n), Instant.now());
    }
    MemoryBudget memory = new MemoryBudget(4 * MEGABYTE);
    try (TestServer server = start(memory)) {
      Waiting.until(() -> server.get("/images").json().path("data").path("count").asInt() == 200);
      int length = server.get("/images?limit=200").body().length;
      assertThat(length).isGreaterThan(HeapSource.MAX_PIECE_BYTES);
      String request = UnreadConnections.get("/images?limit=200");
      try (UnreadConnections unread =
          new UnreadConnections(server.port(), 40, request.repeat(60))) {
        Waiting.until(() -> inFlight(server) == 40 && memory.reserved(MemoryUse.RESPONSES) > 0);
        assertThat(memory.reserved(MemoryUse.RESPONSES)).isLessThanOrEqualTo(length);
      }
      Waiting.until(() -> memory.reserved(MemoryUse.RESPONSES) == 0);
    }
  }
}
