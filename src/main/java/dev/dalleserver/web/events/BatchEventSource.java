package dev.dalleserver.web.events;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.wire.BatchJson;

/**
 * A batch as its followers see it: its images are links.
 *
 * @param prefix the path in front of every path in the links; empty for none
 */
public record BatchEventSource(Batch batch, String prefix) implements EventSource {
  @Override
  public State state() {
    BatchState state = batch.state();
    return new State(BatchJson.render(batch, state, prefix), state.isTerminal());
  }

  @Override
  public boolean isWaiting() {
    return false;
  }

  @Override
  public Subscription subscribe(Runnable action) {
    return batch.subscribe(changed -> action.run());
  }
}
