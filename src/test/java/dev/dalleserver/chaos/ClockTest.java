package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.progress.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wall clock that is set while the server runs. */
class ClockTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path dataDir;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
  private final Ticker ticker =
      new Ticker(
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
      for (JsonNode phase : last.path("phases")) {
        long took = phase.path("endedNs").asLong() - phase.path("startedNs").asLong();
        assertThat(took).isBetween(0L, Duration.ofSeconds(30).toNanos());
      }
    }
  }

  @Test
  void deadlines_pass_also_when_the_wall_clock_stands() {
    Clock standing = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    try (TestServer server =
        TestServer.in(dataDir)
            .ticker(new Ticker(standing, System::nanoTime))
            .with("--lock-ttl", "1s")
            .start()) {
      server.painter().hold();
      assertThat(server.make("simple").json().path("errorCode").asText())
          .isEqualTo("GENERATION_TIMEOUT");
    }
  }
}
