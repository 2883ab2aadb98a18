package dev.dalleserver.collections;

/** What a worker does with a collection, for tests of other packages. */
public final class CollectionSteps {
  private CollectionSteps() {}

  /** Makes a picture. */
  public static void make(AddressCollection collection, int position) {
    collection.markMade(position, true);
  }

  /** Fails at a picture. */
  public static void fail(AddressCollection collection, int position) {
    collection.markFailed(position, new FailureReason("OPENAI_ERROR", "refused"));
  }

  /** Ends a collection that has nothing left to make. */
  public static boolean end(AddressCollection collection) {
    return collection.endIfComplete();
  }
}
