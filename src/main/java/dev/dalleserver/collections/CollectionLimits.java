package dev.dalleserver.collections;

/**
 * How much a server keeps and does at once.
 *
 * @param workers pictures of all collections that are made at once
 * @param collections that are kept
 * @param addresses of one collection
 * @param allAddresses of all collections together
 */
public record CollectionLimits(int workers, int collections, int addresses, int allAddresses) {
  /** The most addresses of one collection. */
  public static final int MAX_ADDRESSES = 100_000;

  private static final int MAX_COLLECTIONS = 100;
  private static final int MAX_ALL_ADDRESSES = 500_000;

  /** Returns the limits of a server with so many workers for collections. */
  public static CollectionLimits of(int workers) {
    return new CollectionLimits(workers, MAX_COLLECTIONS, MAX_ADDRESSES, MAX_ALL_ADDRESSES);
  }

  /**
   * Checks that more can be kept.
   *
   * @param kept collections that there are
   * @param keptAddresses addresses of these
   * @param more collections that are new
   * @param moreAddresses that are new
   * @throws CollectionRefusedException when there are too many
   */
  public void requireRoom(int kept, long keptAddresses, int more, int moreAddresses) {
    if (kept + more > collections || keptAddresses + moreAddresses > allAddresses) {
      throw new CollectionRefusedException(
          "the server keeps at most "
              + collections
              + " collections with "
              + allAddresses
              + " addresses together");
    }
  }
}
