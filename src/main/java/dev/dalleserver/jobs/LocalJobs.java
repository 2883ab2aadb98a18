package dev.dalleserver.jobs;

import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one process, in memory. Whether a job has ended is its own state, which changes by
 * one compare-and-set; this class decides who may begin one and who works on it.
 *
 * <p>Each place is taken by the submission and freed exactly once: by the thread that takes the job
 * out of the line because it has ended, by the worker that returns, or, without a line, by the
 * thread that ends the job.
 */
public final class LocalJobs<K, P, J extends Job> implements Jobs<K, P, J> {
  private static final int STRIPES = 256;

  /** The leases of one process end with their jobs: no other process waits for them. */
  private static final Duration LEASE = Duration.ofDays(365);

  private final JobKind<K, P, J> kind;
  private final Capacity capacity;
  private final LongSupplier nanos;

  /** How many places are taken: of jobs that wait, and of those that are worked on. */
  private final AtomicInteger taken = new AtomicInteger();

  private final ConcurrentMap<K, Entry<K, P, J>> entries = new ConcurrentHashMap<>();
  private final ConcurrentMap<J, Entry<K, P, J>> byJob = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Entry<K, P, J>> byIdempotencyKey = new ConcurrentHashMap<>();
  private final BlockingDeque<Entry<K, P, J>> line = new LinkedBlockingDeque<>();

  /** The jobs whose workers have not returned, by the fences of their leases. */
  private final ConcurrentMap<Long, Entry<K, P, J>> leased = new ConcurrentHashMap<>();

  private final AtomicLong fences = new AtomicLong();

  /** Guards the choice of the next job, and {@link #atWork}. */
  private final Object claiming = new Object();

  /** How many slots are in use by jobs that were claimed and have not ended. */
  private int atWork;

  /**
   * Counts the endings of jobs by the hash of their keys. A job of another key in the same stripe
   * makes a caller look again for nothing, which costs little.
   */
  private final AtomicLongArray endings = new AtomicLongArray(STRIPES);

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
    this.capacity = capacity;
    this.nanos = nanos;
  }

  /** A job and who works on it. Fields that change are guarded by the entry. */
  private static final class Entry<K, P, J> {
    private final K key;
    private final J job;
    private final NewJob<K, P, J> request;
    private long fence;
    private long expiresNanos;

    /** Guarded by {@link LocalJobs#claiming}. */
    private boolean holdsSlot;

    Entry(K key, J job, NewJob<K, P, J> request) {
      this.key = key;
      this.job = job;
      this.request = request;
    }
  }

  @Override
  public Seen<J> look(K key) {
    // The count first: a job that ends in between then makes this sighting outdated.
    long count = endings.get(stripe(key));
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
      putInLine(result.added);
    }
    return result.submission();
  }

  private void putInLine(Entry<K, P, J> entry) {
    line.add(entry);
    // A request to end it that came before this line has not found it there.
    if (entry.job.isEnded() && line.remove(entry)) {
      freeWaitingPlace();
      notifyPositions();
    }
  }

  /** What the lambdas in {@link #submit} cannot return beside their results. */
  private static final class Result<K, P, J> {
    private @Nullable Entry<K, P, J> added;
    private @Nullable Submission<J> submission;

    Submission<J> submission() {
      return Objects.requireNonNull(submission);
    }
  }

  private @Nullable Entry<K, P, J> add(NewJob<K, P, J> request, Result<K, P, J> result) {
    // Only memory is looked at inside the map's lock.
    entries.compute(
        request.key(),
        (key, current) -> {
          if (current != null && !current.job.isEnded()) {
            result.submission = new Submission.Joined<>(current.job);
            return current;
          }
          if (isOutdated(request, current)) {
            result.submission = new Submission.Outdated<>();
            return current;
          }
          if (!takePlace(request.waits())) {
            result.submission = new Submission.Full<>(line.size());
            return current;
          }
          result.added = create(request);
          if (current != null) {
            forgetIdempotencyKey(current);
            byJob.remove(current.job, current);
          }
          byJob.put(result.added.job, result.added);
          result.submission = new Submission.Started<>(result.added.job);
          return result.added;
        });
    return result.added;
  }

  private boolean takePlace(boolean waits) {
    int most = capacity.most(waits);
    int now;
    do {
      now = taken.get();
      if (now >= most) {
        return false;
      }
    } while (!taken.compareAndSet(now, now + 1));
    return true;
  }

  private void freePlace() {
    taken.decrementAndGet();
  }

  private boolean isOutdated(NewJob<K, P, J> request, @Nullable Entry<K, P, J> current) {
    return request
        .seen()
        .map(
            seen ->
                endings.get(stripe(request.key())) != seen.endings()
                    || (current != null && seen.job().filter(job -> job == current.job).isEmpty()))
        .orElse(false);
  }

  private Entry<K, P, J> create(NewJob<K, P, J> request) {
    boolean created = false;
    try {
      J job = kind.create(request.key(), request.payload(), line.size() + 1);
      request.beforeLine().accept(job);
      created = true;
      return new Entry<>(request.key(), job, request);
    } finally {
      if (!created) {
        freePlace();
      }
    }
  }

  private Entry<K, P, J> replay(
      Entry<K, P, J> known, NewJob<K, P, J> request, Result<K, P, J> result) {
    result.submission =
        known.request.payload().equals(request.payload())
            ? new Submission.Joined<>(known.job)
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
    Entry<K, P, J> entry = takeNext();
    if (entry == null) {
      return Optional.empty();
    }
    Lease<K, J> lease;
    synchronized (entry) {
      entry.fence = fences.incrementAndGet();
      entry.expiresNanos = nanos.getAsLong() + duration.toNanos();
      lease = new Lease<>(entry.key, entry.job, entry.fence);
    }
    leased.put(lease.fence(), entry);
    notifyPositions();
    return Optional.of(lease);
  }

  /**
   * Takes the first job out of the line that has not ended, with a slot for it; null when none
   * waits or all slots are in use. The end of the job that uses a slot is then the time to claim
   * again.
   */
  private @Nullable Entry<K, P, J> takeNext() {
    synchronized (claiming) {
      while (true) {
        Entry<K, P, J> first = line.peek();
        if (first == null) {
          return null;
        }
        if (first.job.isEnded()) {
          if (line.remove(first)) {
            freeWaitingPlace();
          }
          continue;
        }
        // A job whose lease has expired has a slot already.
        if (!first.holdsSlot && atWork >= capacity.atWork()) {
          return null;
        }
        // The thread that ends a job may have taken it out meanwhile.
        if (line.remove(first)) {
          atWork += first.holdsSlot ? 0 : 1;
          first.holdsSlot = true;
          return first;
        }
      }
    }
  }

  private void freeSlot(Entry<K, P, J> entry) {
    synchronized (claiming) {
      atWork -= entry.holdsSlot ? 1 : 0;
      entry.holdsSlot = false;
    }
  }

  private void putExpiredBack() {
    long now = nanos.getAsLong();
    leased.forEach(
        (fence, entry) -> {
          boolean expired;
          synchronized (entry) {
            expired = entry.expiresNanos - now <= 0 && !entry.job.isEnded();
          }
          if (expired && leased.remove(fence, entry)) {
            line.addFirst(entry);
          }
        });
  }

  @Override
  public boolean renew(Lease<K, J> lease, Duration duration) {
    return change(lease, entry -> entry.expiresNanos = nanos.getAsLong() + duration.toNanos());
  }

  @Override
  public boolean advance(Lease<K, J> lease, Consumer<J> change) {
    return change(lease, entry -> change.accept(entry.job));
  }

  @Override
  public boolean finish(Lease<K, J> lease, JobOutcome outcome) {
    // Before it ends: from then on another thread may acknowledge it.
    Entry<K, P, J> entry = byJob.get(lease.job());
    boolean[] first = new boolean[1];
    change(lease, changed -> first[0] = changed.job.finish(outcome));
    if (first[0]) {
      onEnd(entry, lease.job());
    }
    return first[0];
  }

  private boolean change(Lease<K, J> lease, Consumer<Entry<K, P, J>> change) {
    Entry<K, P, J> entry = byJob.get(lease.job());
    if (entry == null) {
      return false;
    }
    synchronized (entry) {
      boolean holds =
          entry.fence == lease.fence()
              && entry.expiresNanos - nanos.getAsLong() > 0
              && !entry.job.isEnded();
      if (holds) {
        change.accept(entry);
      }
      return holds;
    }
  }

  @Override
  public void release(Lease<K, J> lease) {
    // The job may have been acknowledged while its worker had not returned.
    Entry<K, P, J> entry = leased.remove(lease.fence());
    if (entry != null && capacity.untilWorkerReturns()) {
      freePlace();
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
    // Before it ends: from then on another thread may acknowledge it.
    Entry<K, P, J> entry = byJob.get(job);
    boolean first = job.finish(outcome);
    if (first) {
      onEnd(entry, job);
    }
    return first;
  }

  private void onEnd(@Nullable Entry<K, P, J> entry, J job) {
    if (entry != null) {
      endings.incrementAndGet(stripe(entry.key));
      freeSlot(entry);
      if (line.remove(entry)) {
        freeWaitingPlace();
        notifyPositions();
      }
      if (!capacity.untilWorkerReturns()) {
        freePlace();
      }
    }
    listeners.forEach(listener -> listener.accept(job));
  }

  /** Frees the place of a job that has left the line because it has ended. */
  private void freeWaitingPlace() {
    if (capacity.untilWorkerReturns()) {
      freePlace();
    }
  }

  /**
   * Tells each waiting job its position, once per change of the line, so that reading a position
   * costs nothing.
   */
  private void notifyPositions() {
    int position = 1;
    for (Entry<K, P, J> entry : line) {
      entry.job.onPositionChanged(position++);
    }
  }

  @Override
  public Optional<J> find(K key) {
    return Optional.ofNullable(entries.get(key)).map(entry -> entry.job);
  }

  @Override
  public List<J> list() {
    return List.copyOf(byJob.keySet());
  }

  @Override
  public int waiting() {
    return line.size();
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
    Entry<K, P, J> entry = job.isEnded() ? byJob.get(job) : null;
    if (entry == null) {
      return false;
    }
    forgetIdempotencyKey(entry);
    entries.remove(entry.key, entry);
    return byJob.remove(job, entry);
  }

  /** Forgets the key before its job: a request that finds the key must find the job too. */
  private void forgetIdempotencyKey(Entry<K, P, J> entry) {
    entry.request.idempotencyKey().ifPresent(key -> byIdempotencyKey.remove(key, entry));
  }

  /** Returns how many places are free. */
  public int freePlaces() {
    return capacity.places() - taken.get();
  }

  /** Returns how many idempotency keys are remembered. */
  public int idempotencyKeys() {
    return byIdempotencyKey.size();
  }

  private static int stripe(Object key) {
    return Math.floorMod(key.hashCode(), STRIPES);
  }
}
