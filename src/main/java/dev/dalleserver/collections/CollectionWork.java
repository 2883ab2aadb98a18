package dev.dalleserver.collections;

import java.util.List;

/**
 * What was done of a collection, which only its worker decides.
 *
 * @param imagesPaid images that a paid provider has made for it
 * @param reasons of its failures; states name them by number
 * @param states a byte for each address; those behind the last one wait
 * @param retries how many of the retries of its {@link CollectionControl} the states know of
 */
public record CollectionWork(
    long imagesPaid, List<FailureReason> reasons, byte[] states, int retries) {
  /** Returns that of a collection of which nothing is known to be made. */
  public static CollectionWork nothing(int size, int retries) {
    return new CollectionWork(0, List.of(), new byte[size], retries);
  }
}
