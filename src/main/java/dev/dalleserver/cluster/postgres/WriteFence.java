package dev.dalleserver.cluster.postgres;

import java.sql.SQLException;

/** Keeps a worker whose lease holds no more from changing what is stored. */
@FunctionalInterface
public interface WriteFence {
  /** Lets all writes through: for threads that work on no job. */
  WriteFence NONE = session -> {};

  /**
   * Called in each transaction that changes what is stored, on the thread that writes, before the
   * change. When that thread works on a job, this locks its lease until the end of the transaction.
   *
   * @throws LeaseLostException when the lease holds no more
   */
  void check(Session session) throws SQLException;
}
