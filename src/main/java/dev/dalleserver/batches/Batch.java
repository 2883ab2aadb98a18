package dev.dalleserver.batches;

import dev.dalleserver.picture.BatchId;
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
  private volatile ClockReading created;
  private final long sequence;
  private final LongSupplier nanos;
  private final long usualNanos;
  private final AtomicReference<BatchState> state;
  private final ListenerRegistry<Batch> subscribers = new ListenerRegistry<>();
  private final ListenerRegistry<PartialImage> partialListeners = new ListenerRegistry<>();

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
      LongSupplier nanos,
      long usualNanos) {
    this.id = id;
    this.request = request;
    this.created = created;
    this.sequence = sequence;
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

  /** Calls {@code listener} for every picture of the work under way, from now on. */
  public Subscription subscribeToPartials(ListenerRegistry.Listener<PartialImage> listener) {
    return partialListeners.add(listener);
  }

  void notifyPartial(PartialImage partial) {
    partialListeners.notifyListeners(partial);
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

  /**
   * Changes the state and notifies subscribers.
   *
   * @param step returns the next state for a state; may be called several times
   * @return false when the batch had ended before: a terminal state is never replaced
   */
  boolean change(UnaryOperator<BatchState> step) {
    boolean changed = replaceState(step);
    if (changed) {
      notifySubscribers();
    }
    return changed;
  }

  /** As {@link #change}, without notifying subscribers. */
  boolean replaceState(UnaryOperator<BatchState> step) {
    while (true) {
      BatchState before = state();
      if (before.isTerminal()) {
        return false;
      }
      if (state.compareAndSet(before, step.apply(before))) {
        return true;
      }
    }
  }

  /** Makes the batch stand where another process says; one that has ended changes no more. */
  void show(BatchState newState, ClockReading newCreated, long newStoredBytes) {
    created = newCreated;
    storedBytes.set(newStoredBytes);
    change(old -> newState);
  }

  void notifySubscribers() {
    subscribers.notifyListeners(this);
  }
}
