package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.progress.Clocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wall clock that is set while the server runs. */
class ClockTest {
  private static final Tool FAKETIME = new Tool("faketime");
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path dataDir;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
  private final Clocks ticker =
      new Clocks(
          ((InstantSource) () -> Instant.now().plus(offset.get())).withZone(ZoneOffset.UTC),
          System::nanoTime);

  @ParameterizedTest
  @ValueSource(ints = {-4000, -1, 1, 4000})
  void runs_end_when_they_would_and_last_as_long_as_they_did(int days) {
    try (TestServer server = TestServer.in(dataDir).ticker(ticker).start()) {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      offset.set(Duration.ofDays(days));
      JsonNode now = server.get(PATH).json();
      assertThat(now.path("done").asBoolean()).as("no deadline has passed").isFalse();
      server.painter().release();
      JsonNode last = server.make("simple").json();
      assertThat(last.path("error").asText()).isEmpty();
      assertPhasesTookTheirTime(last);
    }
  }

  private static void assertPhasesTookTheirTime(JsonNode snapshot) {
    for (JsonNode phase : snapshot.path("phases")) {
      long took = phase.path("endedNs").asLong() - phase.path("startedNs").asLong();
      assertThat(took).as("%s", phase).isBetween(0L, Duration.ofMinutes(2).toNanos());
    }
  }

  /** The system clock of the whole process, not only the injected one. */
  @Test
  void a_process_whose_clock_is_set_loses_no_run_and_no_time() throws Exception {
    FAKETIME.need();
    Path clock = Files.writeString(dataDir.resolveSibling(dataDir.getFileName() + "-clock"), "+0d");
    try (FakeProvider provider = new FakeProvider(0, Map.of("hang", "true", "only", "image"));
        ServerProcess server = ServerProcess.start(dataDir, underSetClock(clock, provider))) {
      server.get(PATH + "?generate=1");
      Waiting.until(() -> provider.calls("image") == 1);
      for (int jump : new int[] {400, -400, 4000}) {
        Files.writeString(clock, "%+dd".formatted(jump));
        Waiting.until(() -> daysOff(server) == jump);
        JsonNode now = server.get(PATH + "?generate=1").json();
        assertThat(now.path("done").asBoolean()).as("after %d days", jump).isFalse();
        assertThat(provider.calls("image")).isEqualTo(1);
      }
      JsonNode last = server.client().send("DELETE", PATH).json();
      assertThat(last.path("cancelled").asBoolean()).isTrue();
      assertPhasesTookTheirTime(last);
    } finally {
      Files.delete(clock);
    }
  }

  private static Map<String, String> underSetClock(Path clock, FakeProvider provider) {
    String library = FAKETIME.run("", "-f", "+0", "printenv", "LD_PRELOAD").output().strip();
    return Map.of(
        "LD_PRELOAD",
        library,
        "FAKETIME_TIMESTAMP_FILE",
        clock.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "OPENAI_API_KEY",
        "sk-test-0123456789-last",
        "OPENAI_BASE_URL",
        provider.baseUrl());
  }

  /** By how much the dates of its answers differ from this process's clock. */
  private static long daysOff(ServerProcess server) {
    String date = server.get("/health?check=liveness").header("Date");
    Instant there = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    return Math.round(Duration.between(Instant.now(), there).toSeconds() / 86_400.0);
  }

  @Test
  void deadlines_pass_also_when_the_wall_clock_stands() {
    Clock standing = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    try (TestServer server =
        TestServer.in(dataDir)
            .ticker(new Clocks(standing, System::nanoTime))
            .with("--lock-ttl", "1s")
            .start()) {
      server.painter().hold();
      assertThat(server.make("simple").json().path("errorCode").asText())
          .isEqualTo("GENERATION_TIMEOUT");
    }
  }
}
