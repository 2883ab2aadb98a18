package dev.dalleserver.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that a piece of work ends early, and the deadline by which it must have ended anyway.
 *
 * <p>The first reason given stays. A hook runs exactly once: on the thread that requests the
 * cancellation, or at once when it is added after that.
 */
public final class Cancellation {
  /** The reasons for which work is asked to stop. */
  public enum Reason {
    /** A client asked for it. */
    CANCELLED,
    /** It took longer than it may. */
    DEADLINE,
    /** The server stops; the work can be resumed later. */
    SHUTDOWN,
    /** This process could not renew its lease: another one may do the work now. */
    LEASE_LOST
  }

  /** A hook that {@link #onRequest} has added; closing removes it. Closing twice does nothing. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** So far away that no work reaches it, and no sum with it overflows. */
  private static final long UNLIMITED = Long.MAX_VALUE / 4;

  private final LongSupplier nanos;
  private volatile long deadlineNanos;

  /** Until when this process may work; none where no other process could. */
  private volatile long leaseEndNanos;

  private final AtomicReference<Reason> reason = new AtomicReference<>();
  private final List<Hook> hooks = new CopyOnWriteArrayList<>();

  // Both guarded by this.
  private int payments;
  private @Nullable Reason reasonAfterPaying;

  /**
   * @param nanos a monotonic clock in nanoseconds
   * @param budgetNanos how long the work may take from now
   */
  public Cancellation(LongSupplier nanos, long budgetNanos) {
    this.nanos = nanos;
    this.deadlineNanos = nanos.getAsLong() + budgetNanos;
    this.leaseEndNanos = nanos.getAsLong() + UNLIMITED;
  }

  /**
   * A cancellation for work that has not begun: its time is not limited until {@link #startClock}.
   *
   * @param nanos a monotonic clock in nanoseconds
   */
  public Cancellation(LongSupplier nanos) {
    this(nanos, UNLIMITED);
  }

  /** Returns a cancellation without a deadline, for work without a time limit. */
  public static Cancellation none() {
    return new Cancellation(System::nanoTime);
  }

  /**
   * Sets the deadline, for work that begins now; or again, by this process with a new lease, after
   * the earlier work has returned.
   */
  void startClock(Duration limit) {
    deadlineNanos = nanos.getAsLong() + limit.toNanos();
    synchronized (this) {
      if (reason.compareAndSet(Reason.LEASE_LOST, null)) {
        payments = 0;
        reasonAfterPaying = null;
      }
    }
  }

  /**
   * Sets how long this process may go on with the work. After that the work is asked to stop, at
   * the latest when it asks whether it should.
   *
   * @param remaining from now
   */
  public void extendLease(Duration remaining) {
    leaseEndNanos = nanos.getAsLong() + remaining.toNanos();
  }

  /** Asks the work to stop when its lease is over; returns true when it is. */
  public boolean checkLease() {
    boolean over = leaseEndNanos - nanos.getAsLong() <= 0;
    if (over) {
      request(Reason.LEASE_LOST);
    }
    return over;
  }

  /** Asks the work to stop; returns false when it was asked before. */
  public boolean request(Reason newReason) {
    if (!reason.compareAndSet(null, newReason)) {
      return false;
    }
    hooks.forEach(Hook::run);
    return true;
  }

  /**
   * Asks the work to stop. While the work is paying for something, the request takes effect once
   * that has ended.
   *
   * @return true when the request takes effect now, as the first one
   */
  public boolean requestUnlessPaying(Reason newReason) {
    synchronized (this) {
      if (payments > 0) {
        reasonAfterPaying = newReason;
        return false;
      }
      if (!reason.compareAndSet(null, newReason)) {
        return false;
      }
    }
    hooks.forEach(Hook::run);
    return true;
  }

  /**
   * Marks the start of a call that costs money. Threads of one work may pay at the same time; each
   * call is counted.
   *
   * @throws CancelledException when the work should stop, at once or after the calls under way; the
   *     caller must not make the call then
   */
  public void beginPaying() throws CancelledException {
    check();
    Reason pending;
    synchronized (this) {
      // A request that came after the check above has found no paid call under way, or waits for
      // those that are: none may begin after it.
      pending = reasonAfterPaying;
      if (reason.get() == null && pending == null) {
        payments++;
      }
    }
    check();
    if (pending != null) {
      throw new CancelledException(pending);
    }
  }

  /**
   * Marks that what one call has paid for is stored. Work that does not call this counts as paying
   * until it ends.
   *
   * @throws CancelledException when the work was asked to stop meanwhile, and pays for nothing now
   */
  public void endPaying() throws CancelledException {
    Reason pending;
    synchronized (this) {
      payments = Math.max(0, payments - 1);
      pending = payments == 0 ? reasonAfterPaying : null;
    }
    if (pending != null) {
      request(pending);
    }
    check();
  }

  /** Returns true while a call that costs money is under way. */
  public synchronized boolean isPaying() {
    return payments > 0;
  }

  public boolean isRequested() {
    return reason.get() != null;
  }

  public Optional<Reason> reason() {
    return Optional.ofNullable(reason.get());
  }

  /** Returns the nanoseconds until the deadline, never below 0. */
  public long remainingNanos() {
    return Math.max(0, deadlineNanos - nanos.getAsLong());
  }

  /**
   * Throws when the calling work should stop.
   *
   * @throws CancelledException with the reason, also when the deadline has passed without a request
   */
  public void check() throws CancelledException {
    checkLease();
    if (remainingNanos() == 0) {
      request(Reason.DEADLINE);
    }
    Reason current = reason.get();
    if (current != null) {
      throw new CancelledException(current);
    }
  }

  /**
   * Runs {@code action} when cancellation is requested, so that a blocking call can be aborted.
   * Close the registration when the call is over.
   */
  public Registration onRequest(Runnable action) {
    Hook hook = new Hook(action);
    hooks.add(hook);
    // A request between the caller's last check and the line above did not see this hook.
    if (isRequested()) {
      hook.run();
    }
    return () -> {
      hooks.remove(hook);
      hook.disarm();
    };
  }

  /**
   * An action that runs at most once. Guarded by itself, so that after {@link #disarm} the action
   * has ended or never begins.
   */
  private static final class Hook {
    private @Nullable Runnable action;

    Hook(Runnable action) {
      this.action = action;
    }

    synchronized void run() {
      Runnable pending = action;
      action = null;
      if (pending != null) {
        pending.run();
      }
    }

    synchronized void disarm() {
      action = null;
    }
  }
}
