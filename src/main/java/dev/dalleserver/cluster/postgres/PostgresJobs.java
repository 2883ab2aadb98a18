package dev.dalleserver.cluster.postgres;

import dev.dalleserver.cluster.SharedReads;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.JobKind;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.Lease;
import dev.dalleserver.jobs.NewJob;
import dev.dalleserver.jobs.Seen;
import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.jobs.Submission;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of one kind that all processes of a cluster share. The row of a job decides; the object
 * in this process follows it, and is the one that works where this process holds the lease.
 */
final class PostgresJobs<K, P, J extends Job> implements Jobs<K, P, J> {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresJobs.class);

  /** How long other processes show how an acknowledged job has ended. */
  private static final Duration SHOWN = Duration.ofSeconds(10);

  /** How much longer a line is left unread for each job in it. */
  private static final long NANOS_PER_WAITING = 200_000;

  private final JobKind<K, P, J> kind;
  private final JobEnvironment environment;
  private final Database database;
  private final HeldLeases leases;
  private final JobMirrors<K, P, J> mirrors;
  private final JobSubmission<K, P, J> submission;
  private final JobSteps<K, P, J> steps;
  private final JobClaims<K, P, J> claims;

  /** Many clients poll the same job. */
  private final SharedReads<String, Optional<JobRow>> reads = new SharedReads<>();

  private final List<Consumer<J>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> workListeners = new CopyOnWriteArrayList<>();
  private volatile int lastWaiting;
  private volatile long nextTold = System.nanoTime();

  PostgresJobs(JobKind<K, P, J> kind, Capacity capacity, JobEnvironment environment) {
    this.kind = kind;
    this.environment = environment;
    this.database = environment.database();
    this.leases = environment.leases();
    this.mirrors = new JobMirrors<>(kind, leases);
    this.submission = new JobSubmission<>(kind, capacity, environment, mirrors);
    this.steps = new JobSteps<>(kind, environment, mirrors);
    this.claims = new JobClaims<>(kind, capacity, environment, mirrors, steps);
  }

  @Override
  public Seen<J> look(K key) {
    String text = kind.writeKey(key);
    // The count first: a job that ends in between then makes this sighting outdated.
    long endings =
        database.call("job_look", session -> JobTable.endings(session, kind.name(), text));
    return new Seen<>(find(key), endings);
  }

  @Override
  public Submission<J> submit(NewJob<K, P, J> request) {
    Submission<J> result = submission.submit(request);
    if (result instanceof Submission.Started<J> started && started.job().isEnded()) {
      end(started.job(), new JobOutcome.Cancelled());
    }
    return result;
  }

  @Override
  public Duration leaseDuration() {
    return environment.lease();
  }

  @Override
  public Optional<Lease<K, J>> claim(Duration duration) {
    while (true) {
      Optional<JobClaims.Claim<K, J>> claim = claims.claim(duration);
      if (claim.isEmpty()) {
        return Optional.empty();
      }
      Lease<K, J> lease = claim.get().lease();
      tellPositions();
      if (!claim.get().poisonous()) {
        return Optional.of(lease);
      }
      LOG.error("{} event=poison", lease.job());
      finish(
          lease,
          new JobOutcome.Failed(
              new JobException(
                  FailureCode.INTERNAL_SERVER_ERROR,
                  JobClaims.DEATHS
                      + " servers in a row died while they worked on this; it is not tried"
                      + " again")));
      release(lease);
    }
  }

  @Override
  public boolean renew(Lease<K, J> lease, Duration duration) {
    long sent = System.nanoTime();
    boolean renewed =
        database.call("job_renew", session -> JobTable.renew(session, lease.fence(), duration));
    if (renewed) {
      HeldLeases.extend(lease.job().cancellation(), duration, sent);
    }
    return renewed;
  }

  @Override
  public boolean advance(Lease<K, J> lease, Consumer<J> change) {
    return database.transaction(
        "job_advance",
        session -> {
          if (!JobTable.holds(session, lease.fence())) {
            return false;
          }
          change.accept(lease.job());
          JobTable.write(session, lease.fence(), kind.writeState(lease.job()));
          return true;
        });
  }

  @Override
  public boolean finish(Lease<K, J> lease, JobOutcome outcome) {
    JobMirror<K, J> mirror = mirrors.of(lease.job());
    if (mirror == null) {
      return false;
    }
    if (outcome instanceof JobOutcome.ShutDown) {
      // This process ends, and not the job.
      putBack(mirror, lease.fence());
      return false;
    }
    boolean first;
    synchronized (mirror) {
      Optional<Long> version =
          database.transaction(
              "job_finish",
              session -> {
                String state = kind.writeEnd(lease.job(), outcome);
                Optional<Long> written = JobTable.finish(session, lease.fence(), state, outcome);
                if (written.isPresent()) {
                  environment.outbox().write(session, mirror.id());
                  steps.announce(session, mirror.id());
                }
                return written;
              });
      first = version.isPresent() && endHere(mirror, version.get(), outcome);
    }
    onEnd(first, lease.job());
    return first;
  }

  private boolean endHere(JobMirror<K, J> mirror, long version, JobOutcome outcome) {
    mirror.showVersion(version);
    mirror.endAt(System.nanoTime());
    leases.remove(mirror.fence());
    // The row decides: an object that had ended before it came into line ends with it.
    mirror.job().finish(outcome);
    return true;
  }

  private void onEnd(boolean first, J job) {
    if (first) {
      listeners.forEach(listener -> listener.accept(job));
      tellPositions();
    }
  }

  @Override
  public void release(Lease<K, J> lease) {
    JobMirror<K, J> mirror = mirrors.of(lease.job());
    long id = mirror == null ? 0 : mirror.id();
    leases.remove(lease.fence());
    database.call(
        "job_release",
        session -> {
          JobTable.release(session, id, lease.fence());
          return true;
        });
    if (mirror != null) {
      mirror.letGo(lease.fence());
    }
  }

  private void putBack(JobMirror<K, J> mirror, long fence) {
    leases.remove(fence);
    try {
      database.transaction(
          "job_return",
          session -> {
            boolean returned = JobTable.putBack(session, fence);
            if (returned) {
              steps.announceWork(session);
            }
            return returned;
          });
    } catch (StateUnavailableException e) {
      // Another process takes it up when the lease is over.
      LOG.warn("{} event=not_returned reason=\"{}\"", mirror.job(), e.getMessage());
    }
    mirror.letGo(fence);
  }

  @Override
  public boolean requestEnd(J job, Reason reason) {
    job.cancellation().request(reason);
    return end(job, JobOutcome.of(reason));
  }

  @Override
  public boolean requestEndUnlessPaying(J job, Reason reason) {
    return job.cancellation().requestUnlessPaying(reason) && end(job, JobOutcome.of(reason));
  }

  @Override
  public void leave(J job, boolean evenIfPaying) {
    JobMirror<K, J> mirror = mirrors.of(job);
    long fence = mirror == null ? 0 : mirror.fence();
    if (mirror == null || fence == 0) {
      return;
    }
    if (evenIfPaying) {
      job.cancellation().request(Reason.SHUTDOWN);
    } else if (!job.cancellation().requestUnlessPaying(Reason.SHUTDOWN)) {
      return;
    }
    putBack(mirror, fence);
  }

  private boolean end(J job, JobOutcome outcome) {
    JobMirror<K, J> mirror = mirrors.of(job);
    if (mirror == null) {
      return false;
    }
    boolean first;
    synchronized (mirror) {
      Optional<Long> version =
          database.transaction("job_end", session -> endRow(session, mirror, outcome));
      first = version.isPresent() && endHere(mirror, version.get(), outcome);
    }
    onEnd(first, job);
    return first;
  }

  private Optional<Long> endRow(Session session, JobMirror<K, J> mirror, JobOutcome outcome)
      throws SQLException {
    Optional<JobRow> row = JobTable.lock(session, mirror.id());
    if (row.isEmpty() || row.get().ended()) {
      return Optional.empty();
    }
    mirrors.follow(mirror, row.get());
    String state = kind.writeEnd(mirror.job(), outcome);
    Optional<Long> version = JobTable.end(session, mirror.id(), state, outcome);
    environment.outbox().write(session, mirror.id());
    steps.announce(session, mirror.id());
    steps.announceWork(session);
    return version;
  }

  @Override
  public Optional<J> find(K key) {
    String text = kind.writeKey(key);
    return reads
        .read(
            text,
            () -> database.call("job_find", session -> JobTable.latest(session, kind.name(), text)))
        .flatMap(this::shown);
  }

  private Optional<J> shown(JobRow row) {
    if (!row.acknowledged()) {
      return Optional.of(mirrors.of(row).job());
    }
    if (row.age().compareTo(SHOWN) < 0) {
      // A client that has asked this process before is shown how it ended.
      mirrors.of(row);
    }
    return Optional.empty();
  }

  @Override
  public void publish(J job) {
    Optional.ofNullable(mirrors.of(job)).ifPresent(steps::publish);
  }

  @Override
  public Watch watch() {
    return steps.watch();
  }

  @Override
  public List<J> list() {
    return database.call("job_list", session -> JobTable.kept(session, kind.name())).stream()
        .map(row -> mirrors.of(row).job())
        .toList();
  }

  @Override
  public int waiting() {
    return database.call("job_waiting", session -> JobTable.count(session, kind.name())).waiting();
  }

  @Override
  public boolean knows(String idempotencyKey) {
    return database
        .call("job_knows", session -> JobTable.named(session, kind.name(), idempotencyKey))
        .isPresent();
  }

  @Override
  public void subscribe(Consumer<J> listener) {
    listeners.add(listener);
  }

  @Override
  public void onWork(Runnable listener) {
    workListeners.add(listener);
  }

  @Override
  public boolean acknowledge(J job) {
    JobMirror<K, J> mirror = mirrors.of(job);
    if (mirror == null
        || !database.call(
            "job_acknowledge", session -> JobTable.acknowledge(session, mirror.id()))) {
      return false;
    }
    mirrors.acknowledge(mirror);
    return true;
  }

  /** Reads the line and tells positions; the longer the line is, the more seldom. */
  private void tellPositions() {
    long now = System.nanoTime();
    if (now - nextTold < 0 || !mirrors.haveWaiting()) {
      return;
    }
    List<Long> line = database.call("job_line", session -> JobTable.line(session, kind.name()));
    nextTold = now + line.size() * NANOS_PER_WAITING;
    mirrors.tellPositions(line);
  }

  /** Reads what notices may have told of, and what they may have failed to. */
  void poll() {
    steps.readChanged();
    steps.writePending();
    tellPositions();
    lastWaiting = waiting();
    if (lastWaiting > 0) {
      workListeners.forEach(Runnable::run);
    }
    mirrors.purge();
  }

  /** Looks whether clients or other processes have forgotten what this process still shows. */
  void forget() {
    steps.read(mirrors.endedLongAgo());
  }

  /** Follows a row that another process has changed, if this process shows it or is to show all. */
  void onChange(long id) {
    steps.onChange(id);
  }

  void acknowledgeLeft() {
    steps.acknowledgeLeft();
  }

  void onWork() {
    workListeners.forEach(Runnable::run);
  }

  String kind() {
    return kind.name();
  }

  /** Returns how many jobs waited when that was last polled. */
  int lastWaiting() {
    return lastWaiting;
  }
}
