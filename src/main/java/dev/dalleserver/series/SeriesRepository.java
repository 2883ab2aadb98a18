package dev.dalleserver.series;

import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The port for the operator's own series. It stores definitions as they are: their form, their
 * limits and the built-in series are the business of {@link SeriesCatalog} and {@link
 * UserSeriesWriter}, so that no implementation repeats them.
 *
 * <p>An implementation promises:
 *
 * <ul>
 *   <li>A definition is read whole or not at all, also while others put and remove it.
 *   <li>What {@link #put} or {@link #remove} has done is durable, and in all that any process reads
 *       that starts to read after the call returned.
 *   <li>Every change reaches every follower, soon and at least once, whoever made it; two quick
 *       changes of one series may reach it as one.
 * </ul>
 */
public interface SeriesRepository {
  /**
   * Returns all definitions, sorted by name.
   *
   * @param skipped told of each one that cannot be read or cannot be a definition; the others are
   *     returned
   * @throws IOException when no definition can be read
   */
  List<SeriesDefinition> all(Skipped skipped) throws IOException;

  /**
   * Returns one definition, if it exists.
   *
   * @throws BrokenFileException when what is stored under that name cannot be a definition
   * @throws IOException when it cannot be read
   */
  Optional<SeriesDefinition> find(SeriesName name) throws BrokenFileException, IOException;

  /**
   * Stores a definition, in place of an old one.
   *
   * @param json a definition in the form of a series file
   * @throws IOException when it could not be stored; the old one is unchanged then
   */
  void put(SeriesName name, byte[] json) throws IOException;

  /**
   * Removes a definition; does nothing when there is none.
   *
   * @throws IOException when it could not be removed
   */
  void remove(SeriesName name) throws IOException;

  /** Returns where the definition of that name is stored, for messages and for clients. */
  String location(SeriesName name);

  /**
   * Tells the follower of all changes since it last read, and from now on of each change, on a
   * thread of the repository.
   *
   * @return to be closed; afterwards the follower is not called
   */
  AutoCloseable follow(Follower follower);

  /** Gets the definitions that cannot be used. */
  @FunctionalInterface
  interface Skipped {
    /**
     * Called for each one.
     *
     * @param location where it is stored
     * @param reason one line
     */
    void add(String location, String reason);
  }

  /** Reads definitions again that may have changed. Called by one thread at a time. */
  interface Follower {
    /**
     * Returns the names of the definitions that the follower has read. When the repository cannot
     * tell what has changed, it reports these and all that are stored.
     */
    Set<SeriesName> known();

    /**
     * Called when the definition of that name may have been put, replaced or removed; the follower
     * reads it again.
     *
     * @return whether anything has changed for the follower
     * @throws BrokenFileException when the definition cannot be used; the repository logs this, and
     *     may call again soon, since a file may be written in several steps
     * @throws IOException when it could not be read; treated in the same way
     */
    boolean refresh(SeriesName name) throws BrokenFileException, IOException;

    /**
     * Called when a definition that cannot be used has been seen, also one without a valid name.
     *
     * @param location where it is stored
     * @param reason one line; empty when it is not there any more
     */
    default void skipped(String location, String reason) {}
  }
}
