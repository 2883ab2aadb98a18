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
   * Holds an answer: the future is completed by the code that sees the event, when the time is up,
   * or when all are released. Meanwhile the client counts as a follower.
   *
   * @return empty when the client may not follow now; the answer must not be held then
   */
  public Optional<CompletableFuture<Void>> tryHold(Context ctx, Duration timeout) {
    return followers
        .tryAcquire(ServletContextRequest.getServletContextRequest(ctx.req()))
        .map(
            lease -> {
              CompletableFuture<Void> answer =
                  hold().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
              answer.whenComplete((nothing, failure) -> lease.close());
              return answer;
            });
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
    Optional<CompletableFuture<Void>> hold = wait.isZero() ? Optional.empty() : tryHold(ctx, wait);
    if (hold.isEmpty()) {
      now.run();
      return;
    }
    CompletableFuture<Void> moved = hold.get();
    Runnable look =
        () -> {
          if (hasMovedOn.getAsBoolean()) {
            moved.complete(null);
          }
        };
    Subscription subscription = subscribe.apply(look);
    // It may have moved on between the caller's look and the subscription.
    look.run();
    ctx.future(
        () ->
            moved
                .whenComplete((nothing, failure) -> subscription.close())
                // Not on the worker's thread, which makes pictures, but on one that may block.
                .thenRunAsync(later, executor(ctx)));
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
