package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row 42: kill -9 after the provider's last byte, and before it is on disk. */
@Tag("long")
class ReceivedBytesAttackTest {
  private static final int KILLS = 30;
  private static final double LONGEST_DELAY_MILLIS = 300;
  private static final double WINDOW_MILLIS = 100;
  private static final double NANOS_A_MILLI = 1e6;

  @TempDir Path dataDir;

  /** When the provider last sent the last byte of a picture. */
  private volatile long sentNanos;

  @Test
  @Timeout(900)
  void what_was_received_is_kept_but_for_a_window_of_milliseconds() throws Exception {
    int again = 0;
    double window = 0;
    try (FakeProvider provider = new FakeProvider(0, Map.of("body", "noise", "only", "image"))) {
      provider.whenPictureSent(() -> sentNanos = System.nanoTime());
      for (int i = 0; i < KILLS; i++) {
        String path = "/dalle/simple/0x%040x?generate=1".formatted(i + 1);
        int calls = provider.calls("image");
        double delay = killAfterTheLastByte(provider, path, LONGEST_DELAY_MILLIS * i / KILLS);
        try (ServerProcess next = start(provider)) {
          JsonNode last = next.client().pollUntilDone(path).json();
          assertThat(last.path("error").asText("-")).isEmpty();
        }
        if (provider.calls("image") - calls > 1) {
          again++;
          window = Math.max(window, delay);
        }
      }
    }
    Attack.print(
        "42",
        "kill -9 up to %.0f ms after the provider's last byte, %d times"
            .formatted(LONGEST_DELAY_MILLIS, KILLS),
        "asked for again: %d; the last of them was killed %.1f ms after the last byte"
            .formatted(again, window));
    assertThat(window).isLessThan(WINDOW_MILLIS);
  }

  /** Returns how long after the last byte the kill came. */
  private double killAfterTheLastByte(FakeProvider provider, String path, double delay) {
    try (ServerProcess server = start(provider)) {
      long before = sentNanos;
      server.get(path);
      Waiting.until(() -> sentNanos != before);
      long until = sentNanos + (long) (delay * NANOS_A_MILLI);
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      long killed = System.nanoTime();
      server.kill();
      return (killed - sentNanos) / NANOS_A_MILLI;
    }
  }

  private ServerProcess start(FakeProvider provider) {
    return ServerProcess.startByScript(
        java.util.List.of(),
        dataDir,
        Map.of("OPENAI_API_KEY", "sk-test-0123456789-last", "OPENAI_BASE_URL", provider.baseUrl()),
        "--no-enhance");
  }
}
