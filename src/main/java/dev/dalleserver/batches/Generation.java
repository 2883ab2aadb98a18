package dev.dalleserver.batches;

import dev.dalleserver.generation.Cancellation;
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
 * One batch, live. Its state is one immutable value behind one reference; changed through the
 * {@link BatchRegistry}, read by everybody.
 */
public final class Generation {
  private final BatchId id;
  private final BatchRequest request;
  private final ClockReading created;
  private final long sequence;
  private final Optional<String> idempotencyKey;
  private final Cancellation cancellation;
  private final LongSupplier nanos;
  private final long usualNanos;
  private final AtomicReference<BatchState> state;
  private final ListenerRegistry<Generation> subscribers = new ListenerRegistry<>();

  private final AtomicLong storedBytes = new AtomicLong();

  /** The highest percentage shown so far: what providers report may jump back, a bar may not. */
  private final DoubleAccumulator highest = new DoubleAccumulator(Math::max, 0);

  /**
   * @param sequence counts generations, since many may be created within a millisecond
   * @param usualNanos how long a picture usually takes, 0 when unknown
   */
  Generation(
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

  /** How far it is; empty unless it is in progress. */
  public Optional<BatchProgress> progress() {
    return progress(state());
  }

  /** How far a state of this generation is now; empty unless it is in progress. */
  public Optional<BatchProgress> progress(BatchState at) {
    if (!(at instanceof BatchState.InProgress working)) {
      return Optional.empty();
    }
    BatchProgress now = BatchProgress.of(working, request, nanos.getAsLong(), usualNanos);
    highest.accumulate(now.percentage());
    return Optional.of(now.atLeast(highest.get()));
  }

  /** Tells {@code listener} of every change from now on. */
  public Subscription subscribe(ListenerRegistry.Listener<Generation> listener) {
    return subscribers.add(listener);
  }

  /** Runs {@code action} once the generation has ended, perhaps at once, perhaps twice. */
  void whenOver(Runnable action) {
    ListenerRegistry.Listener<Generation> listener =
        changed -> {
          if (changed.state().terminal()) {
            action.run();
          }
        };
    subscribe(listener);
    // It may have ended before anybody listened.
    listener.onChange(this);
  }

  /** Notes that a picture of that many bytes was stored. */
  void stored(long bytes) {
    storedBytes.addAndGet(bytes);
  }

  /** What its pictures have on disk, in bytes. */
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

  /** Looks, decides, and swaps, until nobody came between; no step ever replaces an ending. */
  Change change(UnaryOperator<BatchState> step) {
    while (true) {
      BatchState before = state();
      if (before.terminal()) {
        return Change.NONE;
      }
      BatchState after = step.apply(before);
      if (state.compareAndSet(before, after)) {
        return after.terminal() ? Change.ENDED : Change.MOVED_ON;
      }
    }
  }

  /** What came of trying to change a generation. */
  enum Change {
    /** It had ended before. */
    NONE,
    MOVED_ON,
    /** This change is the one that ended it. */
    ENDED
  }

  void tellSubscribers() {
    subscribers.tell(this);
  }
}
