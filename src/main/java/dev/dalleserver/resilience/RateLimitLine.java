package dev.dalleserver.resilience;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.WaitingLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * The line in which all calls of one operation wait for the rate that the provider allows, first
 * come, first served. It is closed for as long as the provider asks after a refusal; after that,
 * calls begin with gaps, so that one refusal is enough to close it again. An interval that the
 * operator sets holds from the start.
 */
final class RateLimitLine implements WaitingLine {
  private static final long MAX_GAP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MIN_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** The part of a wait by which the calls after it are spaced. */
  private static final int GAPS_PER_WAIT = 8;

  /** The most refusals in a row whose wait is obeyed, however short it is. */
  private static final int TRUSTED_REFUSALS = 2;

  private final long intervalNanos;
  private final LongSupplier nanos;
  private final Sleeper sleeper;
  private final Backoff backoff;
  private final IntConsumer onLength;
  private final Pace pace;

  // All guarded by this.
  private final List<Place> line = new ArrayList<>();
  private long closedUntil;
  private long lastAdmitted;
  private long gapNanos;
  private int refusalsInARow;
  private long lastRefusal;

  /**
   * @param interval the least time between two calls; zero for none
   * @param onLength called with the number of waiting calls when it has changed
   */
  RateLimitLine(Duration interval, CallEnvironment environment, IntConsumer onLength) {
    this.intervalNanos = interval.toNanos();
    this.nanos = environment.nanos();
    this.sleeper = environment.sleeper();
    this.backoff = Backoff.forRateLimits(environment.random());
    this.onLength = onLength;
    this.pace = environment.pace();
    this.closedUntil = nanos.getAsLong();
    this.lastRefusal = closedUntil;
    this.lastAdmitted = closedUntil - intervalNanos;
  }

  /** The place of one call in the line. */
  private final class Place {
    private final CallObserver observer;
    // Guarded by this; taken before the line's own lock, never after it.
    private boolean left;
    private boolean announced;

    Place(CallObserver observer) {
      this.observer = observer;
    }

    /** Reports place and time as they are now, unless the call has left the line. */
    synchronized void report() {
      Optional<Standing> standing = left ? Optional.empty() : standing(this);
      if (standing.isPresent()) {
        announced = true;
        observer.onWaiting(
            standing.get().index() + 1, Duration.ofNanos(standing.get().waitNanos()));
      }
    }

    synchronized void leave(boolean admitted) {
      left = true;
      if (admitted && announced) {
        observer.onAdmitted();
      }
    }
  }

  private record Standing(int index, long waitNanos) {}

  /**
   * Waits until the call may be made.
   *
   * @param latest the monotonic time by which it must have begun
   * @return empty when it may be made now; else the wait that would end too late
   */
  Optional<Duration> enter(Cancellation cancellation, CallObserver observer, long latest)
      throws CancelledException {
    Place place = new Place(observer);
    boolean admitted = false;
    join(place);
    try {
      while (true) {
        long wait = mayBeNext(place) ? admit(place) : Math.max(1, untilNextChange(place));
        if (wait == 0) {
          admitted = true;
          return Optional.empty();
        }
        if (wait >= latest - nanos.getAsLong()) {
          return Optional.of(Duration.ofNanos(wait));
        }
        onLength.accept(waiting());
        place.report();
        sleeper.await(Duration.ofNanos(untilNextChange(place)), cancellation);
      }
    } finally {
      place.leave(admitted);
      remove(place);
    }
  }

  /** Notes that the provider has answered a call otherwise than by a refusal for its rate. */
  synchronized void succeeded() {
    refusalsInARow = 0;
    gapNanos = gapNanos / 2 < MIN_GAP_NANOS ? 0 : gapNanos / 2;
  }

  /**
   * Closes the line, since the provider refused a call for its rate.
   *
   * @param begun the monotonic time at which the refused call began
   * @param asked the wait that the provider asked for
   */
  void refused(long begun, Optional<Duration> asked) {
    synchronized (this) {
      long now = nanos.getAsLong();
      // Calls that were under way together are refused together; that is one refusal.
      boolean first = refusalsInARow == 0 || begun - lastRefusal >= 0;
      if (first) {
        refusalsInARow++;
        lastRefusal = now;
      }
      long wait = wait(asked, first);
      closedUntil = later(closedUntil, now + wait);
      gapNanos = Math.max(gapNanos, Math.min(MAX_GAP_NANOS, wait / GAPS_PER_WAIT));
    }
    reportAll();
  }

  private long wait(Optional<Duration> asked, boolean first) {
    long own = first ? backoff.delay(refusalsInARow - 1).toNanos() : 0;
    // A provider that names a wait that is too short again and again would be called all the time.
    boolean trusted = refusalsInARow <= TRUSTED_REFUSALS;
    return asked.map(Duration::toNanos).map(n -> trusted ? n : Math.max(n, own)).orElse(own);
  }

  @Override
  public synchronized int waiting() {
    // A call that is admitted at once is in the line for a moment too.
    return untilOpen() > 0 ? line.size() : Math.max(0, line.size() - 1);
  }

  @Override
  public synchronized Duration delay(int ahead) {
    return Duration.ofNanos(untilOpen() + (line.size() + ahead) * spacing());
  }

  private synchronized void join(Place place) {
    line.add(place);
  }

  private void remove(Place place) {
    boolean others;
    synchronized (this) {
      line.remove(place);
      others = !line.isEmpty();
    }
    onLength.accept(waiting());
    if (others) {
      reportAll();
    }
  }

  /**
   * Asks the other processes, where an interval holds for all of them, when the call could be
   * admitted. Only the first of the line can, and it alone asks.
   *
   * @return false when they have just called: the line is closed for a while then
   */
  private boolean mayBeNext(Place place) {
    synchronized (this) {
      if (intervalNanos == 0 || line.indexOf(place) != 0 || untilOpen() > 0) {
        return true;
      }
    }
    Duration wait = pace.take(Duration.ofNanos(intervalNanos));
    if (wait.isZero()) {
      return true;
    }
    synchronized (this) {
      closedUntil = later(closedUntil, nanos.getAsLong() + wait.toNanos());
    }
    return false;
  }

  /** Admits the call and returns 0, or returns how many nanoseconds it has to wait. */
  private synchronized long admit(Place place) {
    long wait = untilOpen() + line.indexOf(place) * spacing();
    if (wait == 0) {
      line.remove(place);
      lastAdmitted = nanos.getAsLong();
    }
    return wait;
  }

  private synchronized Optional<Standing> standing(Place place) {
    int index = line.indexOf(place);
    return index < 0
        ? Optional.empty()
        : Optional.of(new Standing(index, untilOpen() + index * spacing()));
  }

  /** A call behind others looks again whenever one of them may have gone, or given up. */
  private synchronized long untilNextChange(Place place) {
    long open = untilOpen();
    return line.indexOf(place) == 0 ? Math.max(1, open) : Math.max(1, Math.max(open, spacing()));
  }

  private void reportAll() {
    List<Place> places;
    synchronized (this) {
      places = List.copyOf(line);
    }
    places.forEach(Place::report);
  }

  private long untilOpen() {
    return Math.max(0, later(closedUntil, lastAdmitted + spacing()) - nanos.getAsLong());
  }

  private long spacing() {
    return Math.max(intervalNanos, gapNanos);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
