package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.CurrentLease;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Keeps a worker whose lease holds no more from changing what is stored. */
@FunctionalInterface
public interface WriteFence {
  /** Lets all writes through. */
  WriteFence NONE = session -> true;

  /** Asks for the lease of the job on which the calling thread works, if it works on one. */
  WriteFence OF_JOBS =
      session -> {
        OptionalLong fence = CurrentLease.fence();
        return fence.isEmpty() || JobTable.holds(session, fence.getAsLong());
      };

  /**
   * Called in each transaction that changes what is stored, on the thread that writes, before the
   * change.
   *
   * @return true when the thread may write: it works on no job, or its lease holds, and is locked
   *     until the end of the transaction
   */
  boolean holds(Session session) throws SQLException;
}
