package dev.dalleserver.web;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Answers that are held back until something happens; all are let go when the server is to stop.
 */
final class HeldAnswers {
  private final Set<CompletableFuture<Void>> held = ConcurrentHashMap.newKeySet();
  private volatile boolean released;

  /**
   * Something to wait for: completed by whoever sees it happen, when the time is up, or when all
   * are released.
   */
  CompletableFuture<Void> hold(Duration longest) {
    return hold().completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** As above, for what is certain to happen some time. */
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
