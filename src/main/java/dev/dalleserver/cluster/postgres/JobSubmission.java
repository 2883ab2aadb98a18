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

  Submission<J> submit(NewJob<K, P, J> request) {
    while (true) {
      Optional<Submission<J>> known = findNamed(request);
      if (known.isPresent()) {
        return known.get();
      }
      Optional<Submission<J>> submission = new Attempt(request).run().or(() -> join(request));
      if (submission.isPresent()) {
        return submission.get();
      }
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

    Attempt(NewJob<K, P, J> request) {
      this.request = request;
    }

    @SuppressWarnings("unchecked")
    Optional<Submission<J>> run() {
      boolean done = false;
      try {
        Optional<Submission<J>> result =
            environment.database().transaction("job_submit", this::insert);
        done = true;
        return result;
      } catch (Withdrawn e) {
        return Optional.of((Submission<J>) e.reason);
      } finally {
        if (!done) {
          discard();
        }
      }
    }

    private Optional<Submission<J>> insert(Session session) throws SQLException {
      forget();
      String key = kind.writeKey(request.key());
      String payload = kind.writePayload(request.payload());
      Optional<Long> id =
          JobTable.insert(session, kind.name(), key, payload, request.idempotencyKey());
      if (id.isEmpty()) {
        return Optional.empty();
      }
      // Read after the row is inserted: from then on no job of the key can end unseen.
      if (request.seen().isPresent()
          && JobTable.endings(session, kind.name(), key) != request.seen().get().endings()) {
        throw new Withdrawn(new Submission.Outdated<>());
      }
      JobTable.Count count = JobTable.count(session, kind.name());
      int most = capacity.most(request.waits()) * environment.nodes().getAsInt();
      if (count.places() > most) {
        throw new Withdrawn(new Submission.Full<>(count.waiting() - 1));
      }
      J created = create(count.waiting());
      mirror = mirrors.add(id.get(), request.key(), created, count.waiting());
      JobTable.writeFirst(session, id.get(), kind.writeState(created));
      JobTable.notify(session, JobSteps.work(kind.name(), environment.node()));
      return Optional.of(new Submission.Started<>(created));
    }

    /** Creates the job once, however often the transaction is tried. */
    private J create(int position) {
      J known = job;
      if (known == null) {
        known = kind.create(request.key(), request.payload(), position);
        job = known;
        request.beforeLine().accept(known);
      }
      return known;
    }

    private void forget() {
      if (mirror != null) {
        mirrors.remove(mirror);
        mirror = null;
      }
    }

    private void discard() {
      forget();
      if (job != null) {
        job.finish(new JobOutcome.ShutDown());
      }
    }
  }
}
