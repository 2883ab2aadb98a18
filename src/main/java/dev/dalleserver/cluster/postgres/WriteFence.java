package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.CurrentLease;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Keeps a worker whose lease holds no more from changing what is stored. */
public enum WriteFence {
  /** Lets all writes through. */
  NONE,

  /** Asks for the lease of the job on which the calling thread works, if it works on one. */
  OF_JOBS;

  /**
   * A query with {@link #lease} as its only parameter: returns a row when the lease holds, and
   * locks it until the end of the transaction. A statement that contains it needs no call of {@link
   * #holds}.
   */
  public static final String HOLDS = JobTable.HOLDS.text();

  /** Returns the lease by which the calling thread writes; null when it needs none. */
  public @Nullable Long lease() {
    OptionalLong fence = CurrentLease.fence();
    return this == NONE || fence.isEmpty() ? null : fence.getAsLong();
  }

  /**
   * Called in each transaction that changes what is stored, on the thread that writes, before the
   * change.
   *
   * @return true when the thread may write: it needs no lease, or its lease holds, and is locked
   *     until the end of the transaction
   */
  public boolean holds(Session session) throws SQLException {
    Long lease = lease();
    return lease == null || JobTable.holds(session, lease);
  }
}
