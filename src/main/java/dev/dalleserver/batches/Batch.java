package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.progress.ListenerRegistry;
import dev.dalleserver.progress.Subscription;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * One batch while it is known. Its state is one immutable value behind one reference; the {@link
 * BatchRegistry} changes it, and any thread reads it.
 */
public final class Batch {
  private final BatchId id;
  private final BatchRequest request;
  private final ClockReading created;
  private final long sequence;
  private final Optional<String> idempotencyKey;
  private final Cancellation cancellation;
  private final LongSupplier nanos;
  private final long usualNanos;
  private final AtomicReference<BatchState> state;
  private final ListenerRegistry<Batch> subscribers = new ListenerRegistry<>();

  private final AtomicLong storedBytes = new AtomicLong();

  /**
   * The highest percentage shown so far: a provider may report less than before, but a progress bar
   * must not move back.
   */
  private final DoubleAccumulator highestPercentage = new DoubleAccumulator(Math::max, 0);

  /**
   * @param sequence the number of the batch, since many may be created within a millisecond
   * @param usualNanos how long a picture usually takes, 0 when unknown
   */
  Batch(
      BatchId id,
      BatchRequest request,
      ClockReading created,
      long sequence,
      Optional<String> idempotencyKey,
      Cancellation cancellation,
      LongSupplier nanos,
      long usualNanos) {
    this.id = id;
    this.request = request;
    this.created = created;
    this.sequence = sequence;
    this.idempotencyKey = idempotencyKey;
    this.cancellation = cancellation;
    this.nanos = nanos;
    this.usualNanos = usualNanos;
    this.state = new AtomicReference<>(new BatchState.Pending(created));
  }

  public BatchId id() {
    return id;
  }

  public BatchRequest request() {
    return request;
  }

  public ClockReading created() {
    return created;
  }

  public BatchState state() {
    return Objects.requireNonNull(state.get());
  }

  /** Returns how far the batch is; empty unless it is in progress. */
  public Optional<BatchProgress> progress() {
    return progress(state());
  }

  /** Returns how far a state of this batch is now; empty unless it is in progress. */
  public Optional<BatchProgress> progress(BatchState current) {
    if (!(current instanceof BatchState.InProgress working)) {
      return Optional.empty();
    }
    BatchProgress now = BatchProgress.of(working, request, nanos.getAsLong(), usualNanos);
    highestPercentage.accumulate(now.percentage());
    return Optional.of(now.atLeast(highestPercentage.get()));
  }

  /** Calls {@code listener} for every change from now on. */
  public Subscription subscribe(ListenerRegistry.Listener<Batch> listener) {
    return subscribers.add(listener);
  }

  /**
   * Runs {@code action} when the batch has ended: at once if it has ended already, and twice if it
   * ends during this call.
   */
  void onEnd(Runnable action) {
    ListenerRegistry.Listener<Batch> listener =
        changed -> {
          if (changed.state().isTerminal()) {
            action.run();
          }
        };
    subscribe(listener);
    // The batch may have ended before the listener was added.
    listener.onChange(this);
  }

  /** Adds the bytes of a picture that was stored. */
  void addStoredBytes(long bytes) {
    storedBytes.addAndGet(bytes);
  }

  /** Returns the bytes that its pictures take on disk. */
  long storedBytes() {
    return storedBytes.get();
  }

  long sequence() {
    return sequence;
  }

  Optional<String> idempotencyKey() {
    return idempotencyKey;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Applies {@code step} by compare-and-set until no other change comes between; a terminal state
   * is never replaced.
   */
  Change change(UnaryOperator<BatchState> step) {
    while (true) {
      BatchState before = state();
      if (before.isTerminal()) {
        return Change.NONE;
      }
      BatchState after = step.apply(before);
      if (state.compareAndSet(before, after)) {
        return after.isTerminal() ? Change.ENDED : Change.MOVED_ON;
      }
    }
  }

  /** The outcome of an attempt to change a batch. */
  enum Change {
    /** The batch had ended before. */
    NONE,
    MOVED_ON,
    /** This change has ended the batch. */
    ENDED
  }

  void notifySubscribers() {
    subscribers.notifyListeners(this);
  }
}
