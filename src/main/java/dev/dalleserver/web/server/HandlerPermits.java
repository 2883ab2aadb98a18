package dev.dalleserver.web.server;

import io.javalin.config.Key;
import io.javalin.http.Context;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A bound on how many threads the handlers of requests hold at the same time, so that others are
 * always left: to accept connections, to parse requests, to send, and to answer {@code /health}. A
 * request that finds no permit waits for one without a thread. At most as many requests wait as
 * there are connections.
 *
 * <p>A permit is held while a handler runs, not until its answer is out: handlers that wait for
 * something, or whose clients read slowly, hold neither thread nor permit.
 */
public final class HandlerPermits extends Handler.Wrapper {
  private static final Key<HandlerPermits> KEY = new Key<>(HandlerPermits.class.getName());

  /**
   * The path that takes no permit: it waits neither for the disk nor for a lock, only for one
   * thread a check.
   */
  private static final String HEALTH = "/health";

  /** The path with separate permits: while the others are held, scrapers see that they are. */
  private static final String METRICS = "/metrics";

  private static final int METRICS_PERMITS = 4;

  /** The last segments of the paths of streams. */
  private static final Set<String> STREAMS = Set.of("events", "ws");

  /**
   * So few that a crowd of followers, each of which costs as much as ten polls to begin, leaves
   * processor time to the threads that accept connections and answer probes.
   */
  private static final int STREAM_PERMITS = 4;

  private final PermitQueue ordinary;
  private final PermitQueue metrics;
  private final PermitQueue streams;

  /**
   * @param max how many handlers may run at once, apart from those of health and metrics
   */
  HandlerPermits(int max) {
    this.ordinary = new PermitQueue(max);
    this.metrics = new PermitQueue(METRICS_PERMITS);
    this.streams = new PermitQueue(STREAM_PERMITS);
  }

  /** Returns the key for {@link io.javalin.config.JavalinConfig#appData}. */
  static Key<HandlerPermits> key() {
    return KEY;
  }

  /**
   * Returns the executor for what a handler does later, on the threads and with the permits of the
   * handlers.
   */
  public static Executor executor(Context ctx) {
    HandlerPermits permits = ctx.appData(KEY);
    return work -> permits.ordinary.enqueue(permits.getServer().getThreadPool(), work);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (path.equals(HEALTH)) {
      return super.handle(request, response, callback);
    }
    PermitQueue queue = queue(path);
    if (!queue.tryAcquire()) {
      queue.enqueue(getServer().getThreadPool(), () -> handleLate(request, response, callback));
      return true;
    }
    try {
      return super.handle(request, response, callback);
    } finally {
      queue.release(getServer().getThreadPool());
    }
  }

  private PermitQueue queue(String path) {
    if (path.equals(METRICS)) {
      return metrics;
    }
    return STREAMS.contains(path.substring(path.lastIndexOf('/') + 1)) ? streams : ordinary;
  }

  private void handleLate(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }

  /** Permits, and the work that waits for one, in order. */
  private static final class PermitQueue {
    private final Semaphore permits;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    PermitQueue(int permits) {
      this.permits = new Semaphore(permits);
    }

    /** Takes a permit, unless other work has waited longer. */
    boolean tryAcquire() {
      return waiting.isEmpty() && permits.tryAcquire();
    }

    void release(Executor threads) {
      permits.release();
      dispatchNext(threads);
    }

    /** Runs {@code work} on another thread, as soon as there is a permit. */
    void enqueue(Executor threads, Runnable work) {
      waiting.add(work);
      // A permit that was released before this line was not given to this work.
      dispatchNext(threads);
    }

    private void dispatchNext(Executor threads) {
      while (!waiting.isEmpty() && permits.tryAcquire()) {
        Runnable next = waiting.poll();
        if (next == null) {
          // Another thread has taken the work. The loop sees work that was added since.
          permits.release();
        } else {
          threads.execute(() -> run(next, threads));
        }
      }
    }

    private void run(Runnable work, Executor threads) {
      try {
        work.run();
      } finally {
        release(threads);
      }
    }
  }
}
