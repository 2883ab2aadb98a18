package dev.dalleserver.web.server;

import dev.dalleserver.tasks.FatalErrors;
import dev.dalleserver.tasks.TaskGuard;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.strategy.AdaptiveExecutionStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the HTTP server. A thread that finds a request at a selector handles it and
 * returns to the selector. Only when it does not return within a millisecond, another thread takes
 * its place there. Jetty would wake that thread before each request, which costs more than most
 * requests.
 */
final class HttpThreads extends QueuedThreadPool {
  private static final long PATIENCE_NANOS = 1_000_000;

  private final LongSupplier nanos;
  private final List<Place> places = new CopyOnWriteArrayList<>();
  private final Thread watch = new Thread(this::watch, "http-watch");

  /** Used only by the watch. */
  private final TaskGuard guard = new TaskGuard("http-watch");

  /** True while the watch sleeps until a thread leaves its selector. */
  private volatile boolean sleeping;

  /**
   * @param nanos a monotonic clock in nanoseconds
   */
  HttpThreads(int maxThreads, int minThreads, LongSupplier nanos) {
    super(maxThreads, minThreads);
    this.nanos = nanos;
    setName("http");
    watch.setDaemon(true);
  }

  /** The place at one selector. */
  private static final class Place {
    private static final long NOT_LEFT = 0;

    /** What the thread runs that takes the place. */
    private final Runnable successor;

    /** When the place was left; odd, so that it is never {@link #NOT_LEFT}. */
    private final AtomicLong leftNanos = new AtomicLong(NOT_LEFT);

    private volatile @Nullable Thread leftBy;

    Place(Runnable successor) {
      this.successor = successor;
    }

    void leave(long now) {
      leftBy = Thread.currentThread();
      leftNanos.set(now | 1);
    }

    void returnTo() {
      if (leftBy == Thread.currentThread()) {
        leftBy = null;
        leftNanos.set(NOT_LEFT);
      }
    }

    boolean isLeft() {
      return leftNanos.get() != NOT_LEFT;
    }

    /** Returns true, once, when the place was left for so long. */
    boolean isToBeTaken(long now, long patience) {
      long left = leftNanos.get();
      return left != NOT_LEFT && now - left > patience && leftNanos.compareAndSet(left, NOT_LEFT);
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    watch.start();
  }

  @Override
  protected void doStop() throws Exception {
    watch.interrupt();
    super.doStop();
  }

  @Override
  protected void runJob(Runnable job) {
    try {
      super.runJob(job);
    } catch (Error e) {
      // Jetty only logs a warning, which the operator may have turned off.
      FatalErrors.escalate(e);
      throw e;
    }
  }

  /**
   * Called by a thread that leaves its selector to handle something, with what another thread would
   * run to take its place. Jetty lets the first thread continue there if it returns earlier.
   */
  @Override
  public boolean tryExecute(Runnable task) {
    if (!(task instanceof AdaptiveExecutionStrategy)) {
      return super.tryExecute(task);
    }
    placeOf(task).leave(nanos.getAsLong());
    if (sleeping) {
      LockSupport.unpark(watch);
    }
    return true;
  }

  /** Called by a thread that waits at its selector again. */
  void returned() {
    for (Place place : places) {
      place.returnTo();
    }
  }

  private Place placeOf(Runnable strategy) {
    for (Place place : places) {
      if (place.successor == strategy) {
        return place;
      }
    }
    Place created = new Place(strategy);
    // Only the thread at the selector comes here, so no other thread adds the same.
    places.add(created);
    return created;
  }

  private void watch() {
    while (!Thread.interrupted()) {
      guard.run(this::takePlaces);
      if (isAnyLeft()) {
        LockSupport.parkNanos(this, PATIENCE_NANOS);
        continue;
      }
      sleeping = true;
      // A thread that left before it could see that has not woken this one.
      if (!isAnyLeft()) {
        LockSupport.park(this);
      }
      sleeping = false;
    }
  }

  private boolean isAnyLeft() {
    for (Place place : places) {
      if (place.isLeft()) {
        return true;
      }
    }
    return false;
  }

  /** Sends threads to the places that are left for too long. */
  private void takePlaces() {
    long now = nanos.getAsLong();
    for (Place place : places) {
      if (place.isToBeTaken(now, PATIENCE_NANOS) && !super.tryExecute(place.successor)) {
        execute(place.successor);
      }
    }
  }
}
