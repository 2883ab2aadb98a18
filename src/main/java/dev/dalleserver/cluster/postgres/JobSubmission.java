package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.Capacity;
import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobKind;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.NewJob;
import dev.dalleserver.jobs.Submission;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts jobs in line. The row is inserted first, which keeps all other submissions of the key away,
 * and withdrawn by the same transaction when there is a reason against it.
 */
final class JobSubmission<K, P, J extends Job> {
  private final JobKind<K, P, J> kind;
  private final Capacity capacity;
  private final JobEnvironment environment;
  private final JobMirrors<K, P, J> mirrors;

  /** Whether places were few when a submission was last counted. */
  private volatile boolean crowded;

  JobSubmission(
      JobKind<K, P, J> kind,
      Capacity capacity,
      JobEnvironment environment,
      JobMirrors<K, P, J> mirrors) {
    this.kind = kind;
    this.capacity = capacity;
    this.environment = environment;
    this.mirrors = mirrors;
  }

  /** Undoes the transaction of a submission that was refused. */
  private static final class Withdrawn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Submission<?> reason;

    Withdrawn(Submission<?> reason) {
      super("withdrawn", null, false, false);
      this.reason = reason;
    }
  }

  /** Undoes the transaction of a submission that has to be counted alone. */
  private static final class TooManyAtOnce extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyAtOnce() {
      super("too many at once", null, false, false);
    }
  }

  Submission<J> submit(NewJob<K, P, J> request) {
    while (true) {
      Optional<Submission<J>> known = findNamed(request);
      if (known.isPresent()) {
        return known.get();
      }
      Optional<Submission<J>> submission = attempt(request).or(() -> join(request));
      if (submission.isPresent()) {
        return submission.get();
      }
    }
  }

  private Optional<Submission<J>> attempt(NewJob<K, P, J> request) {
    Attempt attempt = new Attempt(request);
    try {
      try {
        return attempt.run(crowded);
      } catch (TooManyAtOnce e) {
        return attempt.run(true);
      }
    } finally {
      attempt.close();
    }
  }

  private Optional<Submission<J>> findNamed(NewJob<K, P, J> request) {
    return request
        .idempotencyKey()
        .flatMap(
            name ->
                environment
                    .database()
                    .call("job_named", session -> JobTable.named(session, kind.name(), name)))
        .map(
            row ->
                row.payload().equals(kind.writePayload(request.payload()))
                    ? new Submission.Joined<>(mirrors.of(row).job())
                    : new Submission.KeyReused<>());
  }

  /** Joins the active job of the key; empty when it has just ended. */
  private Optional<Submission<J>> join(NewJob<K, P, J> request) {
    String key = kind.writeKey(request.key());
    return environment
        .database()
        .call("job_join", session -> JobTable.latest(session, kind.name(), key))
        .filter(row -> !row.ended())
        .map(row -> new Submission.Joined<>(mirrors.of(row).job()));
  }

  /** One try; empty when a row is in its way. */
  private final class Attempt {
    private final NewJob<K, P, J> request;
    private @Nullable J job;
    private @Nullable JobMirror<K, J> mirror;
    private boolean done;

    Attempt(NewJob<K, P, J> request) {
      this.request = request;
    }

    /**
     * Tries.
     *
     * @param alone whether no other submission is under way meanwhile
     * @throws TooManyAtOnce when it has to be alone
     */
    @SuppressWarnings("unchecked")
    Optional<Submission<J>> run(boolean alone) {
      try {
        Optional<Submission<J>> result =
            environment.database().transaction("job_submit", session -> insert(session, alone));
        done = true;
        return result;
      } catch (Withdrawn e) {
        return Optional.of((Submission<J>) e.reason);
      }
    }

    private Optional<Submission<J>> insert(Session session, boolean alone) throws SQLException {
      forget();
      String key = kind.writeKey(request.key());
      String payload = kind.writePayload(request.payload());
      Optional<Long> id =
          JobTable.insert(session, kind.name(), key, payload, request.idempotencyKey(), alone);
      if (id.isEmpty()) {
        return Optional.empty();
      }
      // Read after the row is inserted: from then on no job of the key can end unseen.
      if (request.seen().isPresent()
          && JobTable.endings(session, kind.name(), key) != request.seen().get().endings()) {
        throw new Withdrawn(new Submission.Outdated<>());
      }
      JobTable.Count count = JobTable.count(session, kind.name());
      requirePlace(count, alone);
      J created = create(count.waiting());
      mirror = mirrors.add(id.get(), request.key(), created, count.waiting());
      JobTable.writeFirst(session, id.get(), kind.writeState(created));
      JobTable.notify(session, JobSteps.work(kind.name(), environment.node()));
      return Optional.of(new Submission.Started<>(created));
    }

    /**
     * Checks that there is a place. Submissions that are under way at the same time do not see each
     * other. There are at most as many as there are connections, so where so many places are left
     * there is one for each of them.
     */
    private void requirePlace(JobTable.Count count, boolean alone) {
      int nodes = environment.nodes().getAsInt();
      int left = capacity.most(request.waits()) * nodes - count.places();
      crowded = left < environment.database().pool().most() * nodes;
      if (crowded && !alone) {
        throw new TooManyAtOnce();
      }
      if (left < 0) {
        throw new Withdrawn(new Submission.Full<>(count.waiting() - 1));
      }
    }

    /**
     * Creates the job once, however often the transaction is tried. What comes before the line is a
     * part of each try, as it may write.
     */
    private J create(int position) {
      J known = job;
      if (known == null) {
        known = kind.create(request.key(), request.payload(), position);
        job = known;
      }
      request.beforeLine().accept(known);
      return known;
    }

    private void forget() {
      if (mirror != null) {
        mirrors.remove(mirror);
        mirror = null;
      }
    }

    /** Forgets a job that was not submitted. */
    void close() {
      if (done) {
        return;
      }
      forget();
      if (job != null) {
        job.finish(new JobOutcome.ShutDown());
      }
    }
  }
}
