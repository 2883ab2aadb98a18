package dev.dalleserver.web.events;

import dev.dalleserver.progress.Subscription;
import dev.dalleserver.web.server.FollowerLimiter;
import dev.dalleserver.web.server.HandlerPermits;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * The answers that are held until an event or a timeout; all are released when the server is to
 * stop.
 */
public final class LongPolls {
  private final Set<CompletableFuture<Void>> held = ConcurrentHashMap.newKeySet();
  private final FollowerLimiter followers;
  private volatile boolean released;

  public LongPolls(FollowerLimiter followers) {
    this.followers = followers;
  }

  /**
   * Answers when what the answer shows has moved on, when the time is up, or at once when nothing
   * is to be waited for or the client may not follow now.
   *
   * @param wait how long the answer may be held
   * @param subscribe has its argument called after each change, until the subscription is closed
   * @param hasMovedOn whether there is something to answer
   * @param now sends the answer at once, on this thread
   * @param later sends the answer after a wait; may block
   */
  public void answer(
      Context ctx,
      Duration wait,
      Function<Runnable, Subscription> subscribe,
      BooleanSupplier hasMovedOn,
      Runnable now,
      Runnable later) {
    Optional<FollowerLimiter.Lease> acquired =
        wait.isZero()
            ? Optional.empty()
            : followers.tryAcquire(ServletContextRequest.getServletContextRequest(ctx.req()));
    if (acquired.isEmpty()) {
      now.run();
      return;
    }
    FollowerLimiter.Lease lease = acquired.get();
    CompletableFuture<Void> moved =
        hold().completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
    // Also when the subscription below fails.
    moved.whenComplete((nothing, failure) -> lease.close());
    Runnable look =
        () -> {
          if (hasMovedOn.getAsBoolean()) {
            moved.complete(null);
          }
        };
    Subscription subscription = subscribe.apply(look);
    // It may have moved on between the caller's look and the subscription.
    look.run();
    Runnable release =
        () -> {
          subscription.close();
          lease.close();
        };
    // Not on the worker's thread, which makes pictures, but on one that may block.
    ctx.future(() -> answerAfter(moved, release, later, executor(ctx)));
  }

  /**
   * Sends an answer once {@code moved} is complete, after what the wait has held is released: the
   * client's next request may come as soon as it has the answer.
   */
  static CompletableFuture<Void> answerAfter(
      CompletableFuture<Void> moved, Runnable release, Runnable answer, Executor executor) {
    // One after the other: dependents of one future run in no order.
    return moved.whenComplete((nothing, failure) -> release.run()).thenRunAsync(answer, executor);
  }

  /** Holds an answer for an event that is certain to come. */
  public CompletableFuture<Void> hold() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    held.add(answer);
    answer.whenComplete((nothing, failure) -> held.remove(answer));
    // A release that ran before this answer was added has not completed it.
    if (released) {
      answer.complete(null);
    }
    return answer;
  }

  /** Returns the executor that makes held answers: they may read from the disk. */
  public static Executor executor(Context ctx) {
    return HandlerPermits.executor(ctx);
  }

  /** Releases all held answers, and later ones at once. */
  public void release() {
    released = true;
    held.forEach(answer -> answer.complete(null));
  }
}
