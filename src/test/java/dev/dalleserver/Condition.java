package dev.dalleserver;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Something that becomes true when another thread, or the operating system, gets to it. */
public final class Condition {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 5_000_000;

  private Condition() {}

  /** Returns as soon as the assertion holds; fails with its last complaint when it never does. */
  public static void await(ThrowingCallable assertion) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
