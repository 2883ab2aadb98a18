package dev.dalleserver.cluster.postgres;

import java.time.Duration;

/** Is told of each statement; called by the thread that made it, so it must be quick. */
public interface DatabaseObserver {
  /** An observer that notes nothing. */
  DatabaseObserver NONE = (name, took, succeeded) -> {};

  /**
   * Tells of one statement.
   *
   * @param name {@link Sql#name}
   * @param took with the way to the server and back
   */
  void statement(String name, Duration took, boolean succeeded);
}
