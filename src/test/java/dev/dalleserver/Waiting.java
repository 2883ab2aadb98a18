package dev.dalleserver;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waiting for what another thread, process or the operating system does and nobody announces. */
public final class Waiting {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MILLIS_BETWEEN_LOOKS = 2;
  private static final long MILLIS_BETWEEN_ASSERTIONS = 20;

  private Waiting() {}

  /** Returns as soon as the condition is true; fails when it never is. */
  public static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not happen within " + PATIENCE.toSeconds() + " s");
      }
      pause(MILLIS_BETWEEN_LOOKS);
    }
  }

  /**
   * Returns as soon as the assertion holds; fails with its last complaint when it never does. Any
   * other exception of it fails at once.
   */
  public static void untilAsserted(ThrowingCallable assertion) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      pause(MILLIS_BETWEEN_ASSERTIONS);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
