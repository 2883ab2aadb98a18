package dev.dalleserver.web.events;

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
