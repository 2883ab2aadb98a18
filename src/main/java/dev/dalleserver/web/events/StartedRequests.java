package dev.dalleserver.web.events;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Remembers the requests for pushed progress that have started a run, so that the same request
 * starts no second one when a client reconnects by itself and sends it again. Thread-safe.
 */
public final class StartedRequests {
  private static final int CAPACITY = 4096;

  /** How long a request that names itself is remembered after it was seen last. */
  static final Duration NAMED_TTL = Duration.ofMinutes(10);

  /**
   * How long another request is remembered: longer than clients pause before they reconnect. One
   * that reconnects all the time is seen all the time, and never starts a second run.
   */
  static final Duration UNNAMED_TTL = Duration.ofSeconds(60);

  private final Clock clock;

  /** The starts, that which was seen longest ago first; guarded by itself. */
  private final Map<StartId, StartedRequest> starts = new LinkedHashMap<>(16, 0.75f, true);

  public StartedRequests(Clock clock) {
    this.clock = clock;
  }

  /** What is known of one request; guarded by itself. */
  private static final class StartedRequest {
    private boolean begun;
    private long seenAt;
  }

  /**
   * Starts a run unless this request has had one. A second request with the same id waits until the
   * first has started its run, which takes no longer than to queue it.
   *
   * @param start starts the run, or joins the one under way; may throw, and then nothing is
   *     remembered
   * @param isUnderWay whether what {@code start} returns is a run that has not ended yet
   * @return what {@code start} has returned; empty when this request has had its run
   */
  public <T> Optional<T> startOnce(StartId id, Supplier<T> start, Predicate<T> isUnderWay) {
    StartedRequest known = find(id);
    synchronized (known) {
      boolean spent = known.begun && clock.millis() - known.seenAt < ttl(id).toMillis();
      known.seenAt = clock.millis();
      if (spent) {
        return Optional.empty();
      }
      known.begun = false;
      T started = start.get();
      known.begun = isUnderWay.test(started);
      return Optional.of(started);
    }
  }

  /** Notes that the stream of a request that has had its run ends now. */
  public void onStreamEnd(StartId id) {
    StartedRequest known = find(id);
    synchronized (known) {
      known.begun = true;
      known.seenAt = clock.millis();
    }
  }

  private static Duration ttl(StartId id) {
    return id.named() ? NAMED_TTL : UNNAMED_TTL;
  }

  private StartedRequest find(StartId id) {
    synchronized (starts) {
      StartedRequest known = starts.computeIfAbsent(id, absent -> new StartedRequest());
      if (starts.size() > CAPACITY) {
        starts.remove(starts.keySet().iterator().next());
      }
      return known;
    }
  }
}
