package dev.dalleserver.web;

import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;

/** The source of a run's events for its followers. */
record RunEventSource(ProgressRun run) implements EventSource {
  @Override
  public State state() {
    return look(run.snapshot());
  }

  static State look(ProgressSnapshot snapshot) {
    return new State(SnapshotJson.render(snapshot), snapshot.done());
  }

  @Override
  public boolean isWaiting() {
    return run.snapshot().queuePosition() > 0;
  }

  @Override
  public Subscription subscribe(Runnable action) {
    return run.subscribe(changed -> action.run());
  }
}
