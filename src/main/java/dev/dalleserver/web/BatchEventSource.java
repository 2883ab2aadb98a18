package dev.dalleserver.web;

import dev.dalleserver.batches.BatchState;
import dev.dalleserver.batches.Generation;
import dev.dalleserver.progress.Subscription;

/** A batch as its followers see it: its images are links. */
record BatchEventSource(Generation generation) implements EventSource {
  @Override
  public Look look() {
    BatchState state = generation.state();
    return new Look(GenerationJson.render(generation, state), state.terminal());
  }

  @Override
  public boolean waiting() {
    return false;
  }

  @Override
  public Subscription subscribe(Runnable action) {
    return generation.subscribe(changed -> action.run());
  }
}
