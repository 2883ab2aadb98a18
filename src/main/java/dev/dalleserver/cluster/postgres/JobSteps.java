package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobKind;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.StateUnavailableException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the steps of jobs that this process works on, and reads those of others: of jobs that it
 * was asked for, and of all while a client follows them.
 */
final class JobSteps<K, P, J extends Job> {
  private static final Logger LOG = LoggerFactory.getLogger(JobSteps.class);

  private final JobKind<K, P, J> kind;
  private final JobEnvironment environment;
  private final JobMirrors<K, P, J> mirrors;

  /** Those whose last step is not written yet. */
  private final Set<JobMirror<K, J>> pending = ConcurrentHashMap.newKeySet();

  /** For how many clients the jobs of all processes are shown. */
  private final AtomicInteger watches = new AtomicInteger();

  JobSteps(JobKind<K, P, J> kind, JobEnvironment environment, JobMirrors<K, P, J> mirrors) {
    this.kind = kind;
    this.environment = environment;
    this.mirrors = mirrors;
  }

  /** Returns the notice that there is work of a kind. */
  static String work(String kind, String node) {
    return "work " + kind + " " + node;
  }

  /** Tells other processes, when the transaction ends, that a row has changed. */
  void announce(Session session, long id) throws SQLException {
    JobTable.notify(session, "job " + id + " " + environment.node());
  }

  /** Tells all processes, when the transaction ends, that there may be work or room for some. */
  void announceWork(Session session) throws SQLException {
    JobTable.notify(session, work(kind.name(), environment.node()));
  }

  /** Has the steps of a job written from now on, while this process works on it. */
  void observe(JobMirror<K, J> mirror) {
    boolean first;
    synchronized (mirror) {
      first = mirror.observe();
    }
    if (first) {
      kind.onStep(mirror.job(), () -> onStep(mirror));
    }
  }

  private void onStep(JobMirror<K, J> mirror) {
    // A worker does not wait for the database; of several steps the last one is written.
    if (mirror.isHeld() && pending.add(mirror)) {
      environment.writer().execute(() -> write(mirror));
    }
  }

  /** Writes what could not be written before. */
  void writePending() {
    List.copyOf(pending).forEach(this::write);
  }

  /** Writes the step of a job that this process works on, unless it is written already. */
  void publish(JobMirror<K, J> mirror) {
    if (mirror.isHeld() && !kind.step(mirror.job()).equals(mirror.writtenStep())) {
      write(mirror);
    }
  }

  private void write(JobMirror<K, J> mirror) {
    synchronized (mirror.writing()) {
      pending.remove(mirror);
      if (!kind.step(mirror.job()).equals(mirror.writtenStep())) {
        writeNow(mirror);
      }
    }
  }

  private void writeNow(JobMirror<K, J> mirror) {
    long fence = mirror.fence();
    if (fence == 0 || mirror.job().isEnded()) {
      return;
    }
    // Read before the state, which may be newer.
    Object step = kind.step(mirror.job());
    try {
      Optional<Long> version =
          environment.database().transaction("job_write", session -> write(session, mirror, fence));
      synchronized (mirror) {
        version.ifPresent(mirror::showVersion);
      }
      mirror.showWritten(step);
    } catch (StateUnavailableException e) {
      LOG.debug("{} event=step_not_written reason=\"{}\"", mirror.job(), e.getMessage());
      pending.add(mirror);
    }
  }

  private Optional<Long> write(Session session, JobMirror<K, J> mirror, long fence)
      throws SQLException {
    Optional<Long> version = JobTable.write(session, fence, kind.writeState(mirror.job()));
    if (version.isPresent()) {
      announce(session, mirror.id());
    }
    return version;
  }

  /** Reads rows and has their objects show them. */
  void read(List<Long> ids) {
    if (ids.isEmpty()) {
      return;
    }
    Set<Long> gone = new HashSet<>(ids);
    for (JobRow row :
        environment.database().call("job_read", session -> JobTable.byId(session, ids))) {
      gone.remove(row.id());
      follow(row);
    }
    gone.forEach(mirrors::removeEnded);
  }

  /** Shows the jobs of all processes from now on; as {@link Jobs#watch}. */
  Jobs.Watch watch() {
    if (watches.getAndIncrement() == 0) {
      try {
        readActive();
      } catch (StateUnavailableException e) {
        // The next poll makes up for it.
        LOG.debug("watch event=missed reason=\"{}\"", e.getMessage());
      }
    }
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        watches.decrementAndGet();
      }
    };
  }

  private boolean isWatched() {
    return watches.get() > 0;
  }

  /** Reads a row that another process has changed, if this process shows it or is to show all. */
  void onChange(long id) {
    if (mirrors.knows(id)) {
      read(List.of(id));
    } else if (isWatched()) {
      readUnknown(List.of(id));
    }
  }

  /** Reads what notices may have failed to tell of. */
  void readChanged() {
    List<JobTable.Shown> shown = mirrors.active();
    if (!shown.isEmpty()) {
      environment
          .database()
          .call("job_read", session -> JobTable.changed(session, shown))
          .forEach(this::follow);
    }
    if (isWatched()) {
      readActive();
    }
  }

  private void follow(JobRow row) {
    JobMirror<K, J> mirror = mirrors.byId(row.id());
    if (mirror != null) {
      mirrors.follow(mirror, row);
    }
  }

  /** Reads rows that this process has not shown yet, and has objects show them. */
  private void readUnknown(List<Long> ids) {
    List<Long> unknown = ids.stream().filter(id -> !mirrors.knows(id)).toList();
    if (!unknown.isEmpty()) {
      environment
          .database()
          .call("job_read_unknown", session -> JobTable.ofKind(session, kind.name(), unknown))
          .forEach(this::begin);
    }
  }

  private void begin(JobRow row) {
    try {
      mirrors.begin(row);
    } catch (RuntimeException e) {
      // Such as one of a server of a later version: the others are shown all the same.
      LOG.debug("job id={} event=not_shown", row.id(), e);
    }
  }

  /** Does the same with all rows that have not ended. */
  private void readActive() {
    readUnknown(
        environment
            .database()
            .call("job_read_unknown", session -> JobTable.active(session, kind.name())));
  }

  /** Acknowledges jobs whose process has died between their end and that. */
  void acknowledgeLeft() {
    if (!kind.staysUntilAcknowledged()) {
      environment
          .database()
          .call(
              "job_acknowledge_left",
              session -> {
                JobTable.acknowledgeLeft(session, kind.name());
                return true;
              });
    }
  }
}
