package dev.dalleserver.generation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wish that a piece of work ends early, and the time by which it must have ended anyway.
 *
 * <p>The first reason given is the one that stays. Hooks run exactly once, on the thread that
 * requests the cancellation, or at once when they come too late.
 */
public final class Cancellation {
  /** Why work was told to stop. */
  public enum Reason {
    /** Somebody asked for it. */
    CANCELLED,
    /** It took longer than it may. */
    DEADLINE,
    /** The server is going down; the work can be taken up again later. */
    SHUTDOWN
  }

  /** Undoes {@link #onRequest}; closing twice does nothing. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private final LongSupplier nanos;
  private final long deadlineNanos;
  private final AtomicReference<Reason> reason = new AtomicReference<>();
  private final List<Hook> hooks = new CopyOnWriteArrayList<>();

  // Both guarded by this.
  private boolean paying;
  private @Nullable Reason afterPaying;

  /**
   * @param nanos a monotonic clock in nanoseconds
   * @param budgetNanos how long the work may take from now
   */
  public Cancellation(LongSupplier nanos, long budgetNanos) {
    this.nanos = nanos;
    this.deadlineNanos = nanos.getAsLong() + budgetNanos;
  }

  /** One without a deadline, for work that nobody times. */
  public static Cancellation none() {
    return new Cancellation(System::nanoTime, Long.MAX_VALUE / 4);
  }

  /** Asks the work to stop; false when it was asked before. */
  public boolean request(Reason why) {
    if (!reason.compareAndSet(null, why)) {
      return false;
    }
    hooks.forEach(Hook::run);
    return true;
  }

  /**
   * Asks the work to stop, unless it is paying for something: then it is asked once that is over.
   *
   * @return true when it is asked now, for the first time
   */
  public boolean requestUnlessPaying(Reason why) {
    synchronized (this) {
      if (paying) {
        afterPaying = why;
        return false;
      }
      if (!reason.compareAndSet(null, why)) {
        return false;
      }
    }
    hooks.forEach(Hook::run);
    return true;
  }

  /**
   * From here on something is under way that costs money.
   *
   * @throws CancelledException when the work should stop; nothing must be asked for then
   */
  void beginPaying() throws CancelledException {
    check();
    synchronized (this) {
      // Between the line above and here nobody may have been told that nothing was under way.
      if (reason.get() == null) {
        paying = true;
      }
    }
    check();
  }

  /**
   * What was paid for is stored. Work that never says so is over when its picture is.
   *
   * @throws CancelledException when the work was asked to stop meanwhile
   */
  public void endPaying() throws CancelledException {
    Reason meanwhile;
    synchronized (this) {
      paying = false;
      meanwhile = afterPaying;
    }
    if (meanwhile != null) {
      request(meanwhile);
    }
    check();
  }

  /** True while something is under way that costs money. */
  public synchronized boolean isPaying() {
    return paying;
  }

  public boolean isRequested() {
    return reason.get() != null;
  }

  public Optional<Reason> reason() {
    return Optional.ofNullable(reason.get());
  }

  /** Nanoseconds until the deadline, never below 0. */
  public long remainingNanos() {
    return Math.max(0, deadlineNanos - nanos.getAsLong());
  }

  /**
   * Ends the calling work when it should stop.
   *
   * @throws CancelledException with the reason, also when the deadline has passed unasked
   */
  public void check() throws CancelledException {
    if (remainingNanos() == 0) {
      request(Reason.DEADLINE);
    }
    Reason why = reason.get();
    if (why != null) {
      throw new CancelledException(why);
    }
  }

  /**
   * Runs {@code action} when cancellation is requested, so that a blocking call can be aborted.
   * Close the registration when the call is over.
   */
  public Registration onRequest(Runnable action) {
    Hook hook = new Hook(action);
    hooks.add(hook);
    // A request between the caller's last check and the line above has not seen this hook.
    if (isRequested()) {
      hook.run();
    }
    return () -> {
      hooks.remove(hook);
      hook.disarm();
    };
  }

  /** Guarded by itself, so that after {@link #disarm} the action is over or will never begin. */
  private static final class Hook {
    private @Nullable Runnable action;

    Hook(Runnable action) {
      this.action = action;
    }

    synchronized void run() {
      Runnable once = action;
      action = null;
      if (once != null) {
        once.run();
      }
    }

    synchronized void disarm() {
      action = null;
    }
  }
}
