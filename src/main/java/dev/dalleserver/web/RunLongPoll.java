package dev.dalleserver.web;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.wire.SnapshotJson;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
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
    Phase phase = first.currentPhase();
    // A run that was evicted since the snapshot has moved on.
    Optional<ProgressRun> run = progress.find(key);
    longPolls.answer(
        ctx,
        first.done() ? Duration.ZERO : wait,
        look -> run.map(it -> it.subscribe(changed -> look.run())).orElse(() -> {}),
        () -> run.map(it -> hasMovedOn(it, phase)).orElse(true),
        () -> send.accept(first),
        () -> send.accept(later.get()));
  }

  private static boolean hasMovedOn(ProgressRun run, Phase from) {
    return run.isDone() || run.currentPhase() != from;
  }

  private static void send(Context ctx, ProgressSnapshot snapshot) {
    Json.send(ctx, 200, SnapshotJson.render(snapshot, RequestId.of(ctx)));
  }
}
