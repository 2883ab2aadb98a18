package dev.dalleserver.web.events;

import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.wire.SnapshotJson;

/** The source of a run's events for its followers. */
public record RunEventSource(ProgressRun run) implements EventSource {
  @Override
  public State state() {
    return look(run.snapshot());
  }

  public static State look(ProgressSnapshot snapshot) {
    return new State(SnapshotJson.render(snapshot), snapshot.done());
  }

  @Override
  public boolean isWaiting() {
    // A run that has begun and waits for the provider's rate limit is watched like any other.
    ProgressSnapshot now = run.snapshot();
    return now.queuePosition() > 0 && now.startedNs() == 0;
  }

  @Override
  public Subscription subscribe(Runnable action) {
    return run.subscribe(changed -> action.run());
  }
}
