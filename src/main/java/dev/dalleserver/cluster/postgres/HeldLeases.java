package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The leases of this process. One statement renews them all; a lease that cannot be renewed ends
 * the work a while before the database lets another process have the job, as far as this process's
 * monotonic clock can tell.
 */
final class HeldLeases {
  /** Work is asked to stop when this part of its lease is left. */
  private static final int MARGIN = 5;

  private final Map<Long, Held> held = new ConcurrentHashMap<>();
  private final AtomicLong claimed = new AtomicLong();
  private final AtomicLong takenOver = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  /**
   * One lease.
   *
   * @param onLoss called when the database does not renew it
   */
  record Held(Cancellation cancellation, Runnable onLoss) {}

  /**
   * Notes a lease that was claimed.
   *
   * @param sentNanos when the claim was sent, on {@link System#nanoTime}
   */
  void add(long fence, Held lease, Duration duration, long sentNanos) {
    extend(lease.cancellation(), duration, sentNanos);
    held.put(fence, lease);
  }

  /**
   * Counts a claim.
   *
   * @param fromAnother whether another process had the job before
   */
  void count(boolean fromAnother) {
    claimed.incrementAndGet();
    takenOver.addAndGet(fromAnother ? 1 : 0);
  }

  /** Returns how many jobs were claimed. */
  long claimed() {
    return claimed.get();
  }

  /** Returns how many of them a process had lost. */
  long takenOver() {
    return takenOver.get();
  }

  void remove(long fence) {
    held.remove(fence);
  }

  /** Returns how many leases were lost. */
  long lost() {
    return lost.get();
  }

  int size() {
    return held.size();
  }

  /** Has work stop whose lease is nearly over; needs no database. */
  void stopOverdue() {
    held.values().forEach(lease -> lease.cancellation().checkLease());
  }

  /** Renews all leases; those that are refused are lost, or their jobs have ended. */
  void renew(Database database, Duration duration) {
    List<Long> fences = List.copyOf(held.keySet());
    if (fences.isEmpty()) {
      return;
    }
    long sent = System.nanoTime();
    Set<Long> renewed =
        new HashSet<>(
            database.call(
                "job_renew_all", session -> JobTable.renewAll(session, fences, duration)));
    for (long fence : fences) {
      Held lease = held.get(fence);
      if (lease == null) {
        continue;
      }
      if (renewed.contains(fence)) {
        extend(lease.cancellation(), duration, sent);
      } else {
        held.remove(fence);
        lease.onLoss().run();
      }
    }
  }

  /** Has the work of a lost lease stop. */
  void lose(Cancellation cancellation) {
    lost.incrementAndGet();
    cancellation.request(Reason.LEASE_LOST);
  }

  static void extend(Cancellation cancellation, Duration duration, long sentNanos) {
    Duration used = Duration.ofNanos(System.nanoTime() - sentNanos);
    cancellation.extendLease(duration.minus(duration.dividedBy(MARGIN)).minus(used));
  }
}
