package dev.dalleserver.collections;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Which collections wait, and for how long, after what has failed: a provider that is away is asked
 * less and less often, and no address fails for it.
 */
final class CollectionHolds {
  /** What a failure means for its collection. */
  enum Verdict {
    /** The server stops: nothing is wrong. */
    STOPPING,
    /** The address waits, and its collection with it. */
    WAIT,
    /** The address has failed. */
    FAILED,
    /** It has failed, as many before it without a success in between. */
    FAILED_LIKE_ALL
  }

  /** So many failures in a row have one cause, which an operator has to find. */
  static final int MANY = 10;

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_TIMEOUTS = 3;

  /** Failures that have nothing to do with the address. */
  private static final Set<String> NOT_OF_THE_ADDRESS =
      Set.of("BUDGET_EXHAUSTED", "OPENAI_UNAVAILABLE", "OPENAI_RATE_LIMIT", "FILE_SYSTEM_ERROR");

  private static final String TIMEOUT = "OPENAI_TIMEOUT";

  private final LongSupplier nanos;
  private final ConcurrentMap<CollectionId, Hold> holds = new ConcurrentHashMap<>();

  CollectionHolds(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** What is known of one collection; guarded by itself. */
  private static final class Hold {
    private long sinceNanos;
    private Duration length = Duration.ZERO;
    private Duration next = FIRST;
    private int failuresInARow;
    private final Map<Integer, Integer> timeouts = new HashMap<>();
  }

  private Hold of(CollectionId id) {
    return holds.computeIfAbsent(id, key -> new Hold());
  }

  boolean isHeld(CollectionId id) {
    Hold hold = of(id);
    synchronized (hold) {
      return nanos.getAsLong() - hold.sinceNanos < hold.length.toNanos();
    }
  }

  void hold(CollectionId id, Duration length) {
    Hold hold = of(id);
    synchronized (hold) {
      hold.sinceNanos = nanos.getAsLong();
      hold.length = length;
    }
  }

  /** Holds a collection twice as long as the last time. */
  void backOff(CollectionId id) {
    Hold hold = of(id);
    synchronized (hold) {
      hold(id, hold.next);
      Duration twice = hold.next.multipliedBy(2);
      hold.next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
  }

  void succeeded(CollectionId id) {
    Hold hold = of(id);
    synchronized (hold) {
      hold.next = FIRST;
      hold.length = Duration.ZERO;
      hold.failuresInARow = 0;
    }
  }

  Verdict judge(AddressCollection collection, int position, FailureReason reason) {
    if (reason.errorCode().equals("SHUTTING_DOWN")) {
      return Verdict.STOPPING;
    }
    Hold hold = of(collection.facts().id());
    synchronized (hold) {
      boolean waits =
          NOT_OF_THE_ADDRESS.contains(reason.errorCode())
              || (reason.errorCode().equals(TIMEOUT)
                  && hold.timeouts.merge(position, 1, Integer::sum) < MOST_TIMEOUTS);
      if (waits) {
        return Verdict.WAIT;
      }
      hold.failuresInARow++;
      return hold.failuresInARow % MANY == 0 ? Verdict.FAILED_LIKE_ALL : Verdict.FAILED;
    }
  }

  void forget(CollectionId id) {
    holds.remove(id);
  }

  /** Forgets all others. */
  void keepOnly(Collection<CollectionId> ids) {
    holds.keySet().retainAll(ids);
  }
}
