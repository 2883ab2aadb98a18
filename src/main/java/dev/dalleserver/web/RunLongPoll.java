package dev.dalleserver.web;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.wire.SnapshotJson;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers with a snapshot, at once or when the run has reached another phase. */
final class RunLongPoll {
  private final ProgressManager progress;
  private final LongPolls longPolls;

  RunLongPoll(ProgressManager progress, LongPolls longPolls) {
    this.progress = progress;
    this.longPolls = longPolls;
  }

  /**
   * Answers with a snapshot of a run.
   *
   * @param wait how long the answer may be held while the run stays in its phase
   * @param first the snapshot of the run now
   * @param later returns the snapshot to answer with after waiting
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
   * Answers with a snapshot of a run in the caller's own form.
   *
   * @param send sends the answer for a snapshot
   */
  void answer(
      Context ctx,
      PictureKey key,
      Duration wait,
      ProgressSnapshot first,
      Supplier<ProgressSnapshot> later,
      Consumer<ProgressSnapshot> send) {
    Optional<CompletableFuture<Void>> hold =
        wait.isZero() || first.done() ? Optional.empty() : longPolls.tryHold(ctx, wait);
    if (hold.isEmpty()) {
      send.accept(first);
      return;
    }
    Phase phase = first.currentPhase();
    CompletableFuture<Void> moved = hold.get();
    Optional<ProgressRun> run = progress.find(key);
    Optional<Subscription> subscription =
        run.map(found -> found.subscribe(changed -> completeIfMoved(moved, changed, phase)));
    // Between the snapshot and the subscription the run may have reached another phase or been
    // evicted.
    run.ifPresentOrElse(found -> completeIfMoved(moved, found, phase), () -> moved.complete(null));
    ctx.future(
        () ->
            moved
                .whenComplete((nothing, failure) -> subscription.ifPresent(Subscription::close))
                // Not on the worker's thread, which makes pictures, but on one that may block.
                .thenRunAsync(() -> send.accept(later.get()), LongPolls.executor(ctx)));
  }

  private static void completeIfMoved(CompletableFuture<Void> moved, ProgressRun run, Phase from) {
    if (hasMovedOn(run, from)) {
      moved.complete(null);
    }
  }

  private static boolean hasMovedOn(ProgressRun run, Phase from) {
    return run.isDone() || run.currentPhase() != from;
  }

  private static void send(Context ctx, ProgressSnapshot snapshot) {
    Json.send(ctx, 200, SnapshotJson.render(snapshot, RequestId.of(ctx)));
  }
}
