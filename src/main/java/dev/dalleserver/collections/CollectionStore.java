package dev.dalleserver.collections;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The port that keeps collections over restarts, and shares them where several processes do. Each
 * process has one object for each collection as long as it is kept.
 *
 * <p>An implementation promises: what {@link #create}, {@link #change} or {@link #save} has stored
 * before it returned is there after a crash, whole; a collection whose creation did not return may
 * be there or not, never in part, and so may the addresses of {@link #extend}; {@link #delete}
 * removes all of it, and only it. At most one process is the one that works, and what any other
 * saves changes nothing.
 */
public interface CollectionStore {
  /**
   * Returns all collections, the oldest first, with all that any process has stored of them before
   * the call.
   *
   * @throws IOException when they cannot be read
   * @throws dev.dalleserver.jobs.StateUnavailableException when what keeps them is away
   */
  List<AddressCollection> all() throws IOException;

  /** Returns a collection as {@link #all} does; empty when there is none of that id. */
  Optional<AddressCollection> find(CollectionId id) throws IOException;

  /** Returns those that this process knows of, the oldest first; asks no other and never waits. */
  List<AddressCollection> known();

  /**
   * Stores a new collection.
   *
   * @param limits of all collections of all processes
   * @throws CollectionRefusedException when there are too many
   */
  void create(AddressCollection collection, CollectionLimits limits) throws IOException;

  /**
   * Adds addresses to a collection, which goes on when it was done.
   *
   * @param longer the addresses so far, and the new ones behind them
   * @param limits of all collections of all processes
   * @return false when nothing was added, since the collection was removed, or has other addresses
   *     by now
   * @throws CollectionRefusedException when there are too many
   */
  boolean extend(AddressCollection collection, AddressList longer, CollectionLimits limits)
      throws IOException;

  /**
   * Has a collection do what a client has decided, whichever process works on it: that one heeds it
   * within two seconds. What has been removed meanwhile stays as it is.
   */
  void change(AddressCollection collection, CollectionDecision decision) throws IOException;

  /** Stores what the process that works has done, unless a client has decided otherwise. */
  void save(AddressCollection collection) throws IOException;

  /** Removes a collection; not its pictures. */
  void delete(AddressCollection collection) throws IOException;

  /** Returns true while this process is the one that works on collections. */
  boolean isWorker();
}
