package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The objects that stand for rows of one kind in this process: one for each row it has looked at.
 */
final class JobMirrors<K, P, J extends Job> {
  /** A row that has ended and was acknowledged is shown no more, but not created again either. */
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final JobKind<K, P, J> kind;
  private final HeldLeases leases;
  private final ConcurrentMap<Long, JobMirror<K, J>> byId = new ConcurrentHashMap<>();
  private final ConcurrentMap<J, JobMirror<K, J>> byJob = new ConcurrentHashMap<>();
  private final Object creating = new Object();

  JobMirrors(JobKind<K, P, J> kind, HeldLeases leases) {
    this.kind = kind;
    this.leases = leases;
  }

  /** Adds the object of a row that this process inserts; before others can see the row. */
  JobMirror<K, J> add(long id, K key, J job, int position) {
    JobMirror<K, J> mirror = new JobMirror<>(id, key, job, 1);
    mirror.moveTo(position);
    byId.put(id, mirror);
    byJob.put(job, mirror);
    return mirror;
  }

  void remove(JobMirror<K, J> mirror) {
    byId.remove(mirror.id(), mirror);
    byJob.remove(mirror.job(), mirror);
  }

  /** Forgets the object of a row that is there no more. */
  void removeEnded(long id) {
    JobMirror<K, J> mirror = byId.get(id);
    // One that is being inserted cannot be read yet.
    if (mirror != null && mirror.job().isEnded()) {
      remove(mirror);
    }
  }

  /** Forgets the object, which must not be created again for the same row. */
  void acknowledge(JobMirror<K, J> mirror) {
    byJob.remove(mirror.job(), mirror);
    mirror.endAt(System.nanoTime());
  }

  @Nullable JobMirror<K, J> of(J job) {
    return byJob.get(job);
  }

  @Nullable JobMirror<K, J> byId(long id) {
    return byId.get(id);
  }

  /** Returns the object of a row, which shows the row from now on. */
  JobMirror<K, J> of(JobRow row) {
    return of(row, row.ended() && !row.state().isEmpty());
  }

  /**
   * Does the same for a row whose beginning this process should have seen: an object that it
   * creates begins, and then ends if the row has ended meanwhile.
   */
  void begin(JobRow row) {
    of(row, false);
  }

  private JobMirror<K, J> of(JobRow row, boolean ended) {
    JobMirror<K, J> mirror = byId.get(row.id());
    if (mirror == null) {
      mirror = create(row, ended);
    }
    follow(mirror, row);
    return mirror;
  }

  private JobMirror<K, J> create(JobRow row, boolean ended) {
    K key = kind.readKey(row.key());
    P payload = kind.readPayload(key, row.payload());
    synchronized (creating) {
      JobMirror<K, J> known = byId.get(row.id());
      if (known != null) {
        return known;
      }
      JobMirror<K, J> created =
          new JobMirror<>(row.id(), key, create(row, ended, key, payload), row.version() - 1);
      byId.put(row.id(), created);
      if (!row.acknowledged()) {
        byJob.put(created.job(), created);
      }
      return created;
    }
  }

  private J create(JobRow row, boolean ended, K key, P payload) {
    return ended
        ? kind.createEnded(key, payload, row.state(), row.age())
        : kind.create(key, payload, 1);
  }

  /** Makes an object show what was read of its row, unless it shows something newer. */
  void follow(JobMirror<K, J> mirror, JobRow row) {
    synchronized (mirror) {
      boolean endsNow = row.ended() && !mirror.job().isEnded();
      if (mirror.isHeld() && row.fence() > mirror.fence()) {
        leases.remove(mirror.fence());
        leases.lose(mirror.job().cancellation());
        mirror.letGo();
      }
      if (row.acknowledged()) {
        byJob.remove(mirror.job(), mirror);
      }
      if (row.version() <= mirror.version() && !endsNow) {
        return;
      }
      if (endsNow) {
        // It pays for nothing more after its end.
        mirror.job().cancellation().request(Reason.CANCELLED);
        leases.remove(mirror.fence());
        mirror.letGo();
      }
      if (!mirror.isHeld() && !row.state().isEmpty()) {
        kind.show(mirror.job(), row.state(), row.age());
      }
      mirror.showVersion(row.version());
      if (row.ended()) {
        mirror.endAt(System.nanoTime());
      }
    }
  }

  boolean knows(long id) {
    return byId.containsKey(id);
  }

  /** Returns what is shown of all rows that may change by the doing of other processes. */
  List<JobTable.Shown> active() {
    return byJob.values().stream()
        .filter(mirror -> !mirror.job().isEnded())
        .map(JobMirror::shown)
        .toList();
  }

  /**
   * Tells waiting jobs their positions.
   *
   * @param line the ids of all that wait, in order
   */
  void tellPositions(List<Long> line) {
    Map<Long, Integer> positions = new HashMap<>();
    for (long id : line) {
      positions.put(id, positions.size() + 1);
    }
    for (JobMirror<K, J> mirror : byJob.values()) {
      Optional.ofNullable(positions.get(mirror.id()))
          .filter(position -> !mirror.isHeld() && mirror.moveTo(position))
          .ifPresent(mirror.job()::onPositionChanged);
    }
  }

  /** Returns the ids of rows that have ended a while ago and are still shown. */
  List<Long> endedLongAgo() {
    long now = System.nanoTime();
    return byJob.values().stream()
        .filter(mirror -> mirror.hasEndedLongAgo(now, KEPT_NANOS))
        .map(JobMirror::id)
        .toList();
  }

  boolean haveWaiting() {
    return byJob.values().stream().anyMatch(it -> !it.isHeld() && !it.job().isEnded());
  }

  /** Forgets objects that no client can ask for any more. */
  void purge() {
    long now = System.nanoTime();
    byId.values()
        .removeIf(
            mirror -> !byJob.containsKey(mirror.job()) && mirror.hasEndedLongAgo(now, KEPT_NANOS));
  }
}
