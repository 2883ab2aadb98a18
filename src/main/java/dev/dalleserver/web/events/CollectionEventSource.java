package dev.dalleserver.web.events;

import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionProgress;
import dev.dalleserver.collections.CollectionState;
import dev.dalleserver.progress.Subscription;
import java.util.function.BiFunction;

/**
 * A collection as its followers see it.
 *
 * @param renderer renders it as a JSON object on one line
 */
public record CollectionEventSource(
    AddressCollection collection,
    BiFunction<AddressCollection, CollectionProgress, byte[]> renderer)
    implements EventSource {
  @Override
  public State state() {
    CollectionProgress progress = collection.progress();
    boolean done =
        progress.state() == CollectionState.DONE || progress.state() == CollectionState.CANCELLED;
    return new State(renderer.apply(collection, progress), done);
  }

  @Override
  public boolean isWaiting() {
    return false;
  }

  @Override
  public Subscription subscribe(Runnable action) {
    return collection.subscribe(action);
  }
}
