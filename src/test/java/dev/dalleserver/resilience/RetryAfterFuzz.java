package dev.dalleserver.resilience;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.time.Instant;

/** Fuzzes the parsing of {@code Retry-After}. */
public final class RetryAfterFuzz {
  private RetryAfterFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    String millis = data.consumeBoolean() ? data.consumeString(30) : null;
    String text = data.consumeRemainingAsString();
    RetryAfter.of(name -> name.equals("Retry-After") ? text : millis, Instant.EPOCH)
        .filter(wait -> wait.isNegative() || wait.isZero())
        .ifPresent(
            wait -> {
              throw new AssertionError("waits " + wait + " for " + text);
            });
  }
}
