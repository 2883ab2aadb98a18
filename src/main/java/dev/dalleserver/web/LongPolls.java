package dev.dalleserver.web;

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
 * Answers that are held back until something happens; all are let go when the server is to stop.
 */
final class LongPolls {
  private final Set<CompletableFuture<Void>> held = ConcurrentHashMap.newKeySet();
  private final FollowerLimiter followers;
  private volatile boolean released;

  LongPolls(FollowerLimiter followers) {
    this.followers = followers;
  }

  /**
   * Something to wait for: completed by the code that sees it happen, when the time is up, or when
   * all are released. The client counts as a follower meanwhile.
   *
   * @return empty when the client may not follow now; then the answer is not to be held
   */
  Optional<CompletableFuture<Void>> tryHold(Context ctx, Duration longest) {
    return followers
        .tryAcquire(ServletContextRequest.getServletContextRequest(ctx.req()))
        .map(
            lease -> {
              CompletableFuture<Void> answer =
                  hold().completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS);
              answer.whenComplete((nothing, failure) -> lease.close());
              return answer;
            });
  }

  /** Something to wait for that is certain to happen some time. */
  CompletableFuture<Void> hold() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    held.add(answer);
    answer.whenComplete((nothing, failure) -> held.remove(answer));
    // A release between the lines above and here has not seen this one.
    if (released) {
      answer.complete(null);
    }
    return answer;
  }

  /** Where an answer is made that was held: it may look at the disk. */
  static Executor threads(Context ctx) {
    return HandlerPermits.executor(ctx);
  }

  /** Lets go of all, and of those that come later at once. */
  void release() {
    released = true;
    held.forEach(answer -> answer.complete(null));
  }
}
