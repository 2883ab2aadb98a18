package dev.dalleserver.collections;

import java.util.Arrays;

/** Where a collection stands, as it is stored. */
public record CollectionStanding(CollectionControl control, CollectionWork work) {
  /** Returns that of a collection that has just begun. */
  public static CollectionStanding begun(int size) {
    return new CollectionStanding(CollectionControl.BEGUN, CollectionWork.nothing(size, 0));
  }

  /**
   * Checks that a collection of that size can stand so.
   *
   * @throws MalformedCollectionException with what is wrong
   */
  public void requireFor(int size) {
    if (work.states().length > size) {
      throw new MalformedCollectionException("a state for another list");
    }
    // Fails where a state names no reason.
    new AddressStates(work.states().clone(), work.reasons());
  }

  /** Returns what a client's decision makes of one of that size; nothing is changed. */
  public CollectionControl after(CollectionDecision decision, int size) {
    AddressStates states = new AddressStates(Arrays.copyOf(work.states(), size), work.reasons());
    if (control.retries() > work.retries()) {
      states.releaseFailed();
    }
    return decision.apply(control, states.waiting(), states.failed());
  }
}
