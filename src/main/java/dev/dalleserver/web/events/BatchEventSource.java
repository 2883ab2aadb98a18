package dev.dalleserver.web.events;

import dev.dalleserver.batches.BatchState;
import dev.dalleserver.batches.Generation;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.wire.GenerationJson;

/** A batch as its followers see it: its images are links. */
public record BatchEventSource(Generation generation) implements EventSource {
  @Override
  public State state() {
    BatchState state = generation.state();
    return new State(GenerationJson.render(generation, state), state.isTerminal());
  }

  @Override
  public boolean isWaiting() {
    return false;
  }

  @Override
  public Subscription subscribe(Runnable action) {
    return generation.subscribe(changed -> action.run());
  }
}
