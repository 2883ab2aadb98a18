package dev.dalleserver.collections;

/**
 * Whether a collection is worked on, which clients decide as well as its worker.
 *
 * @param reason why it waits or is paused; empty while it is worked on
 * @param epoch how often it was told to go on
 * @param retries how often its failed pictures were to be made again
 */
public record CollectionControl(CollectionState state, String reason, int epoch, int retries) {
  /** Of a collection that has just begun. */
  public static final CollectionControl BEGUN =
      new CollectionControl(CollectionState.RUNNING, "", 0, 0);

  /** Returns that of a collection with more addresses: one that was done goes on. */
  public CollectionControl extended() {
    return state == CollectionState.DONE
        ? new CollectionControl(CollectionState.RUNNING, "", epoch + 1, retries)
        : this;
  }

  CollectionControl with(CollectionState newState, String newReason) {
    return new CollectionControl(newState, newReason, epoch, retries);
  }
}
