package dev.dalleserver.web;

import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers with a snapshot, at once or when the run has moved on to another phase. */
final class RunLongPoll {
  private final ProgressManager progress;
  private final LongPolls held;

  RunLongPoll(ProgressManager progress, LongPolls held) {
    this.progress = progress;
    this.held = held;
  }

  /**
   * @param wait how long the answer may be held while the run stays in its phase
   * @param first where the run stands now
   * @param later gives the snapshot to answer after waiting
   */
  void answer(
      Context ctx,
      PictureKey key,
      Duration wait,
      ProgressSnapshot first,
      Supplier<ProgressSnapshot> later) {
    answer(ctx, key, wait, first, later, snapshot -> send(ctx, snapshot));
  }

  /**
   * The same with an answer of the caller's own.
   *
   * @param send answers a snapshot
   */
  void answer(
      Context ctx,
      PictureKey key,
      Duration wait,
      ProgressSnapshot first,
      Supplier<ProgressSnapshot> later,
      Consumer<ProgressSnapshot> send) {
    Optional<CompletableFuture<Void>> place =
        wait.isZero() || first.done() ? Optional.empty() : held.tryHold(ctx, wait);
    if (place.isEmpty()) {
      send.accept(first);
      return;
    }
    Phase phase = first.currentPhase();
    CompletableFuture<Void> moved = place.get();
    Optional<ProgressRun> run = progress.find(key);
    Optional<Subscription> subscription =
        run.map(found -> found.subscribe(changed -> completeIfMoved(moved, changed, phase)));
    // It may have moved on, or gone, between the first look and the listening.
    run.ifPresentOrElse(found -> completeIfMoved(moved, found, phase), () -> moved.complete(null));
    ctx.future(
        () ->
            moved
                .whenComplete((nothing, failure) -> subscription.ifPresent(Subscription::close))
                // Off the worker's thread, which has a picture to make, to one that may wait.
                .thenRunAsync(() -> send.accept(later.get()), LongPolls.threads(ctx)));
  }

  private static void completeIfMoved(CompletableFuture<Void> moved, ProgressRun run, Phase from) {
    if (movedOn(run, from)) {
      moved.complete(null);
    }
  }

  private static boolean movedOn(ProgressRun run, Phase from) {
    return run.done() || run.currentPhase() != from;
  }

  private static void send(Context ctx, ProgressSnapshot snapshot) {
    Json.send(ctx, 200, SnapshotJson.render(snapshot, RequestId.of(ctx)));
  }
}
