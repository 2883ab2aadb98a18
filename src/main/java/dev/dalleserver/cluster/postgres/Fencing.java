package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.CurrentLease;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * Keeps workers whose lease is over from writing. Whoever writes in a transaction what a worker has
 * made asks here first, in the same transaction.
 */
public final class Fencing {
  private Fencing() {}

  /**
   * Returns true when the calling thread may write: it works on no job, or its lease holds, and
   * cannot be lost before the transaction ends.
   */
  public static boolean mayWrite(Session session) throws SQLException {
    OptionalLong fence = CurrentLease.fence();
    return fence.isEmpty() || JobTable.holds(session, fence.getAsLong());
  }
}
