package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobKind;
import dev.dalleserver.jobs.Jobs;
import dev.dalleserver.jobs.JobsFactory;
import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.tasks.TaskScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that the processes of a cluster share, and what keeps this process a part of it: it is
 * seen, its leases are renewed, and it learns what others have done by notices and by polling.
 */
public final class PostgresJobsFactory implements JobsFactory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresJobsFactory.class);

  /** A lease is renewed that often before it is over. */
  private static final int RENEWALS = 4;

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration WATCH = Duration.ofMillis(100);
  private static final Duration FORGET = Duration.ofSeconds(30);
  private static final Duration PURGE = Duration.ofMinutes(5);

  private final Database database;
  private final NodeRegistry nodes;
  private final Duration lease;
  private final Outbox outbox;
  private final HeldLeases leases = new HeldLeases();
  private final TaskScheduler heartbeat = new TaskScheduler("cluster-heartbeat");
  private final TaskScheduler watch = new TaskScheduler("cluster-leases");
  private final TaskScheduler reader = new TaskScheduler("cluster-jobs");
  private final TaskScheduler writer = new TaskScheduler("cluster-steps");
  private final List<PostgresJobs<?, ?, ?>> kinds = new CopyOnWriteArrayList<>();
  private final AtomicBoolean pollPending = new AtomicBoolean();
  private volatile int alive = 1;
  private volatile boolean closed;

  /**
   * Creates the factory; nothing is read or written before {@link #start}.
   *
   * @param lease how long a job is leased for
   * @param outbox tells receivers of each end
   */
  public PostgresJobsFactory(Database database, NodeRegistry nodes, Duration lease, Outbox outbox) {
    this.outbox = outbox;
    this.database = database;
    this.nodes = nodes;
    this.lease = lease;
  }

  /** Joins the cluster. */
  public void start(Notices notices) {
    nodes.beat();
    notices.subscribe(new Reader());
    heartbeat.scheduleEvery(lease.dividedBy(RENEWALS), this::beat);
    watch.scheduleEvery(WATCH, leases::stopOverdue);
    reader.scheduleEvery(POLL, this::poll);
    reader.scheduleEvery(FORGET, this::forget);
    reader.scheduleEvery(PURGE, this::purge);
  }

  @Override
  public <K, P, J extends Job> Jobs<K, P, J> create(JobKind<K, P, J> kind, Capacity capacity) {
    PostgresJobs<K, P, J> jobs =
        new PostgresJobs<>(
            kind,
            capacity,
            new JobEnvironment(database, nodes.id(), lease, () -> alive, leases, outbox, writer));
    kinds.add(jobs);
    return jobs;
  }

  /** Returns how many leases of this process were lost. */
  public long leasesLost() {
    return leases.lost();
  }

  /** Returns how many jobs this process has claimed. */
  public long claimed() {
    return leases.claimed();
  }

  /** Returns how many of those another process had lost. */
  public long takenOver() {
    return leases.takenOver();
  }

  /** Returns how many jobs waited for any process when this one last looked. */
  public int waiting() {
    return kinds.stream().mapToInt(PostgresJobs::lastWaiting).sum();
  }

  /** Returns how many jobs this process works on. */
  public int leased() {
    return leases.size();
  }

  private void beat() {
    try {
      // Seen before its leases are renewed: who takes one over finds this process unseen for
      // longer.
      nodes.beat();
      leases.renew(database, lease);
      alive = Math.max(1, nodes.alive().size());
    } catch (StateUnavailableException e) {
      LOG.debug("heartbeat event=missed reason=\"{}\"", e.getMessage());
    }
  }

  private void poll() {
    pollPending.set(false);
    try {
      kinds.forEach(PostgresJobs::poll);
    } catch (StateUnavailableException e) {
      LOG.debug("poll event=missed reason=\"{}\"", e.getMessage());
    }
  }

  private void forget() {
    try {
      kinds.forEach(PostgresJobs::forget);
    } catch (StateUnavailableException e) {
      LOG.debug("forget event=missed reason=\"{}\"", e.getMessage());
    }
  }

  /** Forgets what is old, and what processes that have died have left. */
  void purge() {
    try {
      kinds.forEach(PostgresJobs::acknowledgeLeft);
      database.call(
          "job_purge",
          session -> {
            JobTable.purge(session);
            return true;
          });
      outbox.purge();
      nodes.purge();
    } catch (StateUnavailableException e) {
      LOG.debug("purge event=missed reason=\"{}\"", e.getMessage());
    }
  }

  /** Passes on what other processes tell. */
  private final class Reader implements Notices.Listener {
    @Override
    public void onNotice(String text) {
      String[] words = text.split(" ", -1);
      if (closed || words.length != 3 || words[2].equals(nodes.id())) {
        return;
      }
      if (words[0].equals("job")) {
        reader.execute(() -> change(words[1]));
      } else if (words[0].equals("work")) {
        reader.execute(() -> work(words[1]));
      }
    }

    private void change(String id) {
      try {
        kinds.forEach(jobs -> jobs.onChange(Long.parseLong(id)));
      } catch (StateUnavailableException e) {
        LOG.debug("notice event=missed reason=\"{}\"", e.getMessage());
      }
    }

    private void work(String kind) {
      kinds.stream().filter(jobs -> jobs.kind().equals(kind)).forEach(PostgresJobs::onWork);
    }

    @Override
    public void onGap() {
      if (!closed && pollPending.compareAndSet(false, true)) {
        reader.execute(PostgresJobsFactory.this::poll);
      }
    }
  }

  /** Leaves the cluster: others take up at once what this process has put back. */
  @Override
  public void close() {
    closed = true;
    List.of(heartbeat, watch, reader).forEach(TaskScheduler::close);
    writer.shutdown(POLL);
    writer.close();
    try {
      nodes.leave();
    } catch (StateUnavailableException e) {
      LOG.debug("node event=not_removed reason=\"{}\"", e.getMessage());
    }
  }
}
