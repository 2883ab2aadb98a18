package dev.dalleserver.collections;

import java.io.IOException;
import java.util.List;

/**
 * The port that keeps collections over restarts.
 *
 * <p>An implementation promises: what {@link #create} or {@link #save} has stored before it
 * returned is there after a crash, whole; a collection whose creation did not return may be there
 * or not, never in part, and so may the addresses of {@link #extend}; {@link #delete} removes all
 * of it, and only it.
 */
public interface CollectionStore {
  /** Returns all collections, the oldest first; what cannot be read is logged and left out. */
  List<AddressCollection> load() throws IOException;

  /** Stores a new collection. */
  void create(AddressCollection collection) throws IOException;

  /**
   * Stores that a collection has more addresses, before the collection itself takes them in. They
   * wait until another state is stored.
   *
   * @param longer the addresses so far, and the new ones behind them
   */
  void extend(AddressCollection collection, AddressList longer) throws IOException;

  /** Stores where a collection stands. */
  void save(AddressCollection collection) throws IOException;

  /** Removes a collection; not its pictures. */
  void delete(CollectionId id) throws IOException;
}
