package dev.dalleserver.web.events;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.tasks.TaskScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub that pushes changes to followers. One thread does all of it and never blocks: the threads
 * that make changes only signal them, and the network takes what it can and reports when it has.
 */
public final class EventHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  /** The distance between the first ids of two streams: more events than one stream ever sends. */
  private static final long ID_RANGE = 1L << 20;

  private static final long MICROS_PER_MILLI = 1000;
  private static final Duration MAX_CLOSE_TIME = Duration.ofSeconds(1);

  private final EventPace pace;
  private final Clock clock;
  private final MemoryBudget memory;
  private final TaskScheduler scheduler = new TaskScheduler("events");
  private final AllRunsFeed allRuns;

  private final FinalEventIds finalIds = new FinalEventIds();
  private final AtomicInteger followers = new AtomicInteger();

  /**
   * The observers, by the identity of what they observe. Confined to the hub's thread, as the
   * fields below.
   */
  private final Map<Object, StateObserver> observers = new HashMap<>();

  private boolean ticking;
  private long lastBase;

  /**
   * @param memory the budget for events that followers have not read
   */
  public EventHub(ProgressManager progress, EventPace pace, Clock clock, MemoryBudget memory) {
    this.memory = memory;
    this.pace = pace;
    this.clock = clock;
    this.allRuns = new AllRunsFeed(this, progress);
  }

  /** Pushes the events of a run to {@code sink}, from its state or the last event seen. */
  public void follow(ProgressRun run, EventSink sink, OptionalLong lastSeen) {
    follow(run, new RunEventSource(run), sink, lastSeen);
  }

  /**
   * Pushes the events of any source.
   *
   * @param identity stands for the source, the same object each time
   */
  public void follow(Object identity, EventSource source, EventSink sink, OptionalLong lastSeen) {
    execute(
        () -> {
          startTicking();
          EventFeed feed = observe(identity, source).feed();
          feed.addReader(new EventReader(this, feed, sink), lastSeen);
        });
  }

  /** Pushes the events of all runs. */
  public void followAll(EventSink sink, OptionalLong lastSeen) {
    execute(
        () -> {
          startTicking();
          allRuns.addReader(sink, lastSeen);
        });
  }

  /** Pushes a state that is final already. */
  public void sendFinal(EventSource.State last, EventSink sink) {
    execute(
        () -> {
          EventFeed feed = new EventFeed(1, nextBase(), last::json, memory, finalIds);
          feed.end("done");
          feed.closeWhenUnread();
          feed.addReader(new EventReader(this, feed, sink), OptionalLong.empty());
        });
  }

  /** Ends all streams; followers may reconnect to the next server. */
  @Override
  public void close() {
    execute(
        () -> {
          // Sends what has just ended first.
          observers.values().forEach(StateObserver::refresh);
          readers().forEach(EventReader::endNow);
        });
    scheduler.shutdown(MAX_CLOSE_TIME);
  }

  /**
   * Returns true when {@code id} is that of the last event of a stream: a client that has seen it
   * has seen all. Ids of long ago, or of an earlier process, are not known.
   */
  public boolean isLast(long id) {
    return finalIds.contains(id);
  }

  /** Returns how many clients follow something right now. */
  public int followers() {
    return followers.get();
  }

  void addFollowers(int more) {
    followers.addAndGet(more);
  }

  FinalEventIds finalIds() {
    return finalIds;
  }

  MemoryBudget memory() {
    return memory;
  }

  EventPace pace() {
    return pace;
  }

  /** Returns true on the hub's own thread. */
  boolean isOnHubThread() {
    return scheduler.isOwnThread();
  }

  /** Runs an action on the hub's thread; drops it once the hub is closed. */
  void execute(Runnable action) {
    try {
      scheduler.execute(action);
    } catch (RejectedExecutionException e) {
      LOG.debug("events event=closed");
    }
  }

  /** Runs an action on the hub's thread after a delay; drops it once the hub is closed. */
  void schedule(Duration delay, Runnable action) {
    try {
      scheduler.scheduleAfter(delay, action);
    } catch (RejectedExecutionException e) {
      LOG.debug("events event=closed");
    }
  }

  /** Returns the observer of a run. */
  StateObserver observe(ProgressRun run) {
    return observe(run, new RunEventSource(run));
  }

  /**
   * Returns the first id of a new stream: above all that the same URL can have sent, in earlier
   * streams too.
   */
  long nextBase() {
    lastBase = Math.max(lastBase + ID_RANGE, clock.millis() * MICROS_PER_MILLI);
    return lastBase;
  }

  private StateObserver observe(Object identity, EventSource source) {
    return observers.computeIfAbsent(
        identity, key -> new StateObserver(this, source, allRuns, pace.capacity(), nextBase()));
  }

  private List<EventReader> readers() {
    List<EventReader> all = new ArrayList<>(allRuns.readers());
    observers.values().forEach(observer -> all.addAll(observer.feed().readers()));
    return all;
  }

  /**
   * Starts the periodic work with the first reader, so that a server without followers does none.
   */
  private void startTicking() {
    if (!ticking) {
      ticking = true;
      scheduler.scheduleEvery(pace.tick(), () -> observers.values().forEach(StateObserver::tick));
      scheduler.scheduleEvery(
          pace.heartbeat(), () -> readers().forEach(EventReader::sendHeartbeat));
      scheduler.scheduleEvery(pace.linger(), this::removeUnread);
    }
  }

  private void removeUnread() {
    allRuns.stopIfUnread();
    observers
        .values()
        .removeIf(
            observer -> {
              boolean unused = observer.isUnreadAgain() && !allRuns.isObserving(observer);
              if (unused) {
                observer.close();
              }
              return unused;
            });
  }
}
