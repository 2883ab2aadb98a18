package dev.dalleserver.jobs;

import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one process, in memory. Whether a job has ended is its own state, which changes by
 * one compare-and-set; this class decides which jobs may begin and which worker has each.
 *
 * <p>What a job holds of the {@link JobQueue} is given back before its end is shown.
 */
public final class LocalJobs<K, P, J extends Job> implements Jobs<K, P, J> {
  /** The leases of one process end with their jobs: no other process waits for them. */
  private static final Duration LEASE = Duration.ofDays(365);

  private final JobKind<K, P, J> kind;
  private final LongSupplier nanos;
  private final JobQueue<K, P, J> queue;
  private final ConcurrentMap<K, JobEntry<K, P, J>> entries = new ConcurrentHashMap<>();
  private final ConcurrentMap<J, JobEntry<K, P, J>> byJob = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, JobEntry<K, P, J>> byIdempotencyKey =
      new ConcurrentHashMap<>();

  /** The jobs whose workers have not returned, by the fences of their leases. */
  private final ConcurrentMap<Long, JobEntry<K, P, J>> leased = new ConcurrentHashMap<>();

  private final AtomicLong fences = new AtomicLong();
  private final EndCounts endCounts = new EndCounts();
  private final List<Consumer<J>> listeners = new CopyOnWriteArrayList<>();

  /** Returns a factory of jobs in this process, with {@code nanos} as its monotonic clock. */
  public static JobsFactory factory(LongSupplier nanos) {
    return new JobsFactory() {
      @Override
      public <K, P, J extends Job> Jobs<K, P, J> create(JobKind<K, P, J> kind, Capacity capacity) {
        return new LocalJobs<>(kind, capacity, nanos);
      }
    };
  }

  /**
   * @param nanos a monotonic clock in nanoseconds, by which leases expire
   */
  public LocalJobs(JobKind<K, P, J> kind, Capacity capacity, LongSupplier nanos) {
    this.kind = kind;
    this.queue = new JobQueue<>(capacity);
    this.nanos = nanos;
  }

  @Override
  public Seen<J> look(K key) {
    // The count first: a job that ends in between then makes this sighting outdated.
    long count = endCounts.get(key);
    return new Seen<>(find(key), count);
  }

  @Override
  public Submission<J> submit(NewJob<K, P, J> request) {
    Result<K, P, J> result = new Result<>();
    if (request.idempotencyKey().isEmpty()) {
      add(request, result);
    } else {
      // Inside compute, so that of two requests with one idempotency key at once, one creates the
      // job and the other finds it.
      byIdempotencyKey.compute(
          request.idempotencyKey().get(),
          (k, known) -> known == null ? add(request, result) : replay(known, request, result));
    }
    if (result.added != null) {
      queue.add(result.added);
    }
    return result.submission();
  }

  /** What the lambdas in {@link #submit} cannot return beside their results. */
  private static final class Result<K, P, J extends Job> {
    private @Nullable JobEntry<K, P, J> added;
    private @Nullable Submission<J> submission;

    Submission<J> submission() {
      return Objects.requireNonNull(submission);
    }
  }

  private @Nullable JobEntry<K, P, J> add(NewJob<K, P, J> request, Result<K, P, J> result) {
    // Only memory is looked at inside the map's lock.
    entries.compute(
        request.key(),
        (key, current) -> {
          if (current != null && !current.job().isEnded()) {
            result.submission = new Submission.Joined<>(current.job());
            return current;
          }
          if (isOutdated(request, current)) {
            result.submission = new Submission.Outdated<>();
            return current;
          }
          if (!queue.tryTakePlace(request.waits())) {
            result.submission = new Submission.Full<>(queue.size());
            return current;
          }
          result.added = create(request);
          if (current != null) {
            forgetIdempotencyKey(current);
            byJob.remove(current.job(), current);
          }
          byJob.put(result.added.job(), result.added);
          result.submission = new Submission.Started<>(result.added.job());
          return result.added;
        });
    return result.added;
  }

  private boolean isOutdated(NewJob<K, P, J> request, @Nullable JobEntry<K, P, J> current) {
    return request
        .seen()
        .map(
            seen ->
                endCounts.get(request.key()) != seen.endings()
                    || (current != null
                        && seen.job().filter(job -> job == current.job()).isEmpty()))
        .orElse(false);
  }

  private JobEntry<K, P, J> create(NewJob<K, P, J> request) {
    boolean created = false;
    try {
      J job = kind.create(request.key(), request.payload(), queue.size() + 1);
      request.beforeLine().accept(job);
      JobEntry<K, P, J> entry = new JobEntry<>(job, request);
      created = true;
      return entry;
    } finally {
      if (!created) {
        queue.returnPlace();
      }
    }
  }

  private JobEntry<K, P, J> replay(
      JobEntry<K, P, J> known, NewJob<K, P, J> request, Result<K, P, J> result) {
    result.submission =
        known.hasPayloadOf(request)
            ? new Submission.Joined<>(known.job())
            : new Submission.KeyReused<>();
    return known;
  }

  @Override
  public Duration leaseDuration() {
    return LEASE;
  }

  @Override
  public Optional<Lease<K, J>> claim(Duration duration) {
    putExpiredBack();
    JobEntry<K, P, J> entry = queue.takeNext();
    if (entry == null) {
      return Optional.empty();
    }
    Lease<K, J> lease =
        entry.lease(fences.incrementAndGet(), nanos.getAsLong() + duration.toNanos());
    leased.put(lease.fence(), entry);
    queue.notifyPositions();
    return Optional.of(lease);
  }

  private void putExpiredBack() {
    long now = nanos.getAsLong();
    leased.forEach(
        (fence, entry) -> {
          if (entry.isAbandoned(now) && leased.remove(fence, entry)) {
            queue.addFirst(entry);
          }
        });
  }

  @Override
  public boolean renew(Lease<K, J> lease, Duration duration) {
    return change(lease, entry -> entry.extendLease(nanos.getAsLong() + duration.toNanos()));
  }

  @Override
  public boolean advance(Lease<K, J> lease, Consumer<J> change) {
    return change(lease, entry -> change.accept(entry.job()));
  }

  @Override
  public boolean finish(Lease<K, J> lease, JobOutcome outcome) {
    boolean[] first = new boolean[1];
    change(lease, entry -> first[0] = end(entry, outcome, true));
    if (first[0]) {
      notifyListeners(lease.job());
    }
    return first[0];
  }

  private boolean change(Lease<K, J> lease, Consumer<JobEntry<K, P, J>> change) {
    JobEntry<K, P, J> entry = byJob.get(lease.job());
    if (entry == null) {
      return false;
    }
    synchronized (entry) {
      boolean holds = entry.isHeldBy(lease, nanos.getAsLong());
      if (holds) {
        change.accept(entry);
      }
      return holds;
    }
  }

  @Override
  public void release(Lease<K, J> lease) {
    // The job may have been acknowledged while its worker had not returned.
    JobEntry<K, P, J> entry = leased.remove(lease.fence());
    if (entry != null) {
      queue.releaseWorker(entry);
    }
  }

  @Override
  public boolean requestEnd(J job, Reason reason) {
    boolean first = job.cancellation().request(reason);
    end(job, JobOutcome.of(reason));
    return first;
  }

  @Override
  public boolean requestEndUnlessPaying(J job, Reason reason) {
    return job.cancellation().requestUnlessPaying(reason) && end(job, JobOutcome.of(reason));
  }

  @Override
  public void leave(J job, boolean evenIfPaying) {
    if (evenIfPaying) {
      requestEnd(job, Reason.SHUTDOWN);
    } else {
      requestEndUnlessPaying(job, Reason.SHUTDOWN);
    }
  }

  private boolean end(J job, JobOutcome outcome) {
    JobEntry<K, P, J> entry = byJob.get(job);
    boolean first = entry == null ? job.finish(outcome) : end(entry, outcome, false);
    if (first) {
      notifyListeners(job);
    }
    return first;
  }

  /**
   * Ends a job. What it holds is given back, and its end counted, before any client can see the
   * end. When another thread ends it at the same moment, both do so, and it is given back once.
   */
  private boolean end(JobEntry<K, P, J> entry, JobOutcome outcome, boolean byWorker) {
    if (entry.job().isEnded()) {
      return false;
    }
    endCounts.increment(entry.key());
    queue.leave(entry, byWorker);
    boolean first = entry.job().finish(outcome);
    queue.leave(entry, byWorker);
    return first;
  }

  private void notifyListeners(J job) {
    listeners.forEach(listener -> listener.accept(job));
  }

  @Override
  public Optional<J> find(K key) {
    return Optional.ofNullable(entries.get(key)).map(JobEntry::job);
  }

  @Override
  public List<J> list() {
    return List.copyOf(byJob.keySet());
  }

  @Override
  public int waiting() {
    return queue.size();
  }

  @Override
  public boolean knows(String idempotencyKey) {
    return byIdempotencyKey.containsKey(idempotencyKey);
  }

  @Override
  public void subscribe(Consumer<J> listener) {
    listeners.add(listener);
  }

  @Override
  public void onWork(Runnable listener) {
    // All jobs are submitted by this process.
  }

  @Override
  public boolean acknowledge(J job) {
    JobEntry<K, P, J> entry = job.isEnded() ? byJob.get(job) : null;
    if (entry == null) {
      return false;
    }
    forgetIdempotencyKey(entry);
    entries.remove(entry.key(), entry);
    return byJob.remove(job, entry);
  }

  /** Forgets the key before its job: a request that finds the key must find the job too. */
  private void forgetIdempotencyKey(JobEntry<K, P, J> entry) {
    entry.idempotencyKey().ifPresent(key -> byIdempotencyKey.remove(key, entry));
  }

  /** Returns how many places are free. */
  public int freePlaces() {
    return queue.freePlaces();
  }

  /** Returns how many idempotency keys are remembered. */
  public int idempotencyKeys() {
    return byIdempotencyKey.size();
  }
}
