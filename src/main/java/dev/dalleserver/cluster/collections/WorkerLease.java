package dev.dalleserver.cluster.collections;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Session;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.jobs.StateUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right to work on all collections of a cluster, which one process has at a time. */
final class WorkerLease {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLease.class);

  private static final long NANOS_PER_MICRO = 1000;

  /** Work stops when this part of a lease is left. */
  private static final int MARGIN = 5;

  /** A lease is renewed that often before it is over. */
  private static final int RENEWALS = 4;

  private static final String UNTIL = "clock_timestamp() + ? * interval '1 microsecond'";

  private static final Sql TAKE =
      new Sql(
          "collection_worker_take",
          "INSERT INTO collection_worker AS held (name, node, fence, lease_until) SELECT"
              + " 'collections', ?, nextval('collection_fence'), "
              + UNTIL
              + " WHERE NOT EXISTS (SELECT FROM collection_worker WHERE lease_until >"
              + " clock_timestamp()) ON CONFLICT (name) DO UPDATE SET node = excluded.node, fence ="
              + " excluded.fence, lease_until = excluded.lease_until WHERE held.lease_until <="
              + " clock_timestamp() RETURNING fence");

  private static final Sql RENEW =
      new Sql(
          "collection_worker_renew",
          "UPDATE collection_worker SET lease_until = "
              + UNTIL
              + " WHERE fence = ? AND lease_until > clock_timestamp()");

  private static final Sql HOLDS =
      new Sql(
          "collection_worker_holds",
          "SELECT 1 FROM collection_worker WHERE fence = ? AND lease_until > clock_timestamp() FOR"
              + " SHARE");

  private static final Sql GIVE_BACK =
      new Sql(
          "collection_worker_give_back",
          "UPDATE collection_worker SET node = NULL, lease_until = clock_timestamp() WHERE fence ="
              + " ?");

  private final Database database;
  private final String node;
  private final Duration length;

  /** Written by one thread; 0 when this process has none. */
  private volatile long fence;

  private volatile long untilNanos;
  private volatile long renewedNanos;

  WorkerLease(Database database, String node, Duration length) {
    this.database = database;
    this.node = node;
    this.length = length;
  }

  /** Returns true while this process may work, as far as its own clock can tell. */
  boolean isHeld() {
    return fence != 0 && System.nanoTime() - untilNanos < 0;
  }

  /** Takes the lease when no process has it; returns true when this one has it now. */
  boolean take() {
    long sent = System.nanoTime();
    Optional<Long> taken =
        database.call(
            TAKE.name(), session -> session.first(TAKE, row -> row.getLong(1), node, micros()));
    taken.ifPresent(
        number -> {
          extend(sent);
          fence = number;
        });
    return taken.isPresent();
  }

  /** Renews the lease when that is due; returns false when this process has lost it. */
  boolean keep() {
    long sent = System.nanoTime();
    if (isHeld() && sent - renewedNanos < length.dividedBy(RENEWALS).toNanos()) {
      return true;
    }
    boolean renewed =
        fence != 0
            && database.call(RENEW.name(), session -> session.update(RENEW, micros(), fence)) == 1;
    if (renewed) {
      extend(sent);
    } else {
      lose();
    }
    return renewed;
  }

  private void extend(long sentNanos) {
    untilNanos = sentNanos + length.minus(length.dividedBy(MARGIN)).toNanos();
    renewedNanos = sentNanos;
  }

  /** Returns true when the lease holds; no process can take it before the transaction ends. */
  boolean lock(Session session) throws SQLException {
    return fence != 0 && session.first(HOLDS, row -> true, fence).isPresent();
  }

  /** Takes note that another process has it. */
  void lose() {
    fence = 0;
  }

  /** Lets another process have it at once. */
  void giveBack() {
    long held = fence;
    fence = 0;
    if (held == 0) {
      return;
    }
    try {
      database.call(GIVE_BACK.name(), session -> session.update(GIVE_BACK, held));
    } catch (StateUnavailableException e) {
      LOG.debug("collections event=lease_not_returned reason=\"{}\"", e.getMessage());
    }
  }

  private long micros() {
    return length.toNanos() / NANOS_PER_MICRO;
  }
}
