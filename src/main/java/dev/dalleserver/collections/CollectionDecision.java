package dev.dalleserver.collections;

/** What a client may decide of a collection. */
public enum CollectionDecision {
  /** To begin no more of its pictures; those under way are finished. */
  PAUSE,
  /** To go on with it when it is paused. */
  RESUME,
  /** To make its failed pictures again, also when it is paused. */
  RETRY;

  /** Returns what it makes of a collection; the same where it has nothing to change. */
  CollectionControl apply(CollectionControl now, int waiting, int failed) {
    return switch (this) {
      case PAUSE ->
          now.state() == CollectionState.RUNNING
              ? now.with(CollectionState.PAUSED, "paused by a client")
              : now;
      case RESUME ->
          now.state() == CollectionState.PAUSED
              ? new CollectionControl(
                  waiting > 0 ? CollectionState.RUNNING : CollectionState.DONE,
                  "",
                  now.epoch() + 1,
                  now.retries())
              : now;
      case RETRY ->
          failed > 0 && now.state() != CollectionState.CANCELLED
              ? new CollectionControl(
                  CollectionState.RUNNING, "", now.epoch() + 1, now.retries() + 1)
              : now;
    };
  }
}
