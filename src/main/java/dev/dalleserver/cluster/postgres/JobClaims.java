package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobKind;
import dev.dalleserver.jobs.Lease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims jobs of one kind for this process, and notices when a claim is lost. */
final class JobClaims<K, P, J extends Job> {
  private static final Logger LOG = LoggerFactory.getLogger(JobClaims.class);

  /** How many processes a job may bring down. */
  static final int DEATHS = 2;

  private final JobKind<K, P, J> kind;
  private final Capacity capacity;
  private final JobEnvironment environment;
  private final Database database;
  private final HeldLeases leases;
  private final JobMirrors<K, P, J> mirrors;
  private final JobSteps<K, P, J> steps;

  /** Held while a slot of this process is taken. */
  private final Object claiming = new Object();

  JobClaims(
      JobKind<K, P, J> kind,
      Capacity capacity,
      JobEnvironment environment,
      JobMirrors<K, P, J> mirrors,
      JobSteps<K, P, J> steps) {
    this.kind = kind;
    this.capacity = capacity;
    this.environment = environment;
    this.database = environment.database();
    this.leases = environment.leases();
    this.mirrors = mirrors;
    this.steps = steps;
  }

  /**
   * A lease.
   *
   * @param poisonous whether the job has brought down as many processes as it may
   */
  record Claim<K, J>(Lease<K, J> lease, boolean poisonous) {}

  /** Claims the first job that is free, where this process has a slot for it. */
  Optional<Claim<K, J>> claim(Duration duration) {
    if (capacity.atWork() == Integer.MAX_VALUE) {
      return claimNext(duration);
    }
    synchronized (claiming) {
      return claimNext(duration);
    }
  }

  /** A row that was claimed. */
  private record Claimed(JobRow row, boolean poisonous) {}

  private Optional<Claim<K, J>> claimNext(Duration duration) {
    long sent = System.nanoTime();
    Optional<Claimed> claimed =
        database.transaction("job_claim", session -> claimRow(session, duration));
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    JobRow row = claimed.get().row();
    boolean held = false;
    try {
      Lease<K, J> lease = hold(row, duration, sent);
      held = true;
      return Optional.of(new Claim<>(lease, claimed.get().poisonous()));
    } finally {
      if (!held) {
        // What cannot be read here may be of a newer version, which other processes can read.
        database.transaction("job_return", session -> JobTable.putBack(session, row.fence()));
      }
    }
  }

  private Optional<Claimed> claimRow(Session session, Duration duration) throws SQLException {
    String node = environment.node();
    if (capacity.atWork() != Integer.MAX_VALUE
        && JobTable.atWork(session, kind.name(), node) >= capacity.atWork()) {
      return Optional.empty();
    }
    Optional<JobRow> row =
        JobTable.claim(session, kind.name(), node, duration, capacity.untilWorkerReturns());
    if (row.isEmpty()) {
      return Optional.empty();
    }
    steps.announce(session, row.get().id());
    // While the database was away, no process was seen in it, however alive.
    boolean poisonous =
        row.get().takenOver()
            && !database.wasAwayWithin(environment.lease())
            && JobTable.deaths(session, row.get().id(), environment.lease()) >= DEATHS;
    return Optional.of(new Claimed(row.get(), poisonous));
  }

  private Lease<K, J> hold(JobRow row, Duration duration, long sent) {
    leases.count(row.takenOver());
    JobMirror<K, J> mirror = mirrors.of(row);
    synchronized (mirror) {
      if (mirror.isHeld()) {
        // An earlier lease of this process, which has passed unnoticed.
        leases.remove(mirror.fence());
        leases.lose(mirror.job().cancellation());
      }
      mirror.hold(row.fence());
      kind.resume(mirror.job(), row.submittedAt());
      leases.add(
          row.fence(),
          new HeldLeases.Held(mirror.job().cancellation(), () -> onLoss(mirror, row.fence())),
          duration,
          sent);
    }
    steps.observe(mirror);
    return new Lease<>(mirror.key(), mirror.job(), row.fence());
  }

  private void onLoss(JobMirror<K, J> mirror, long fence) {
    steps.read(List.of(mirror.id()));
    synchronized (mirror) {
      if (mirror.fence() == fence && !mirror.job().isEnded()) {
        LOG.warn("{} event=lease_lost", mirror.job());
        leases.lose(mirror.job().cancellation());
        mirror.letGo();
      }
    }
  }
}
