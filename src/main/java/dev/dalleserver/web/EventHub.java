package dev.dalleserver.web;

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
final class EventHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  /** The distance between the first ids of two streams: more events than one stream ever sends. */
  private static final long ID_RANGE = 1L << 20;

  private static final long MICROS = 1000;
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

  private final EventPace pace;
  private final Clock clock;
  private final MemoryBudget memory;
  private final TaskScheduler scheduler = new TaskScheduler("events");
  private final AllRunsFeed allRuns;

  private final AtomicInteger followers = new AtomicInteger();

  /**
   * The observers, by the identity of what they observe. Confined to the hub's thread, as the
   * fields below.
   */
  private final Map<Object, StateObserver> watches = new HashMap<>();

  private boolean ticking;
  private long lastBase;

  /**
   * @param memory the budget for events that followers have not read
   */
  EventHub(ProgressManager progress, EventPace pace, Clock clock, MemoryBudget memory) {
    this.memory = memory;
    this.pace = pace;
    this.clock = clock;
    this.allRuns = new AllRunsFeed(this, progress);
  }

  /** Pushes the events of a run to {@code sink}, from its state or the last event seen. */
  void follow(ProgressRun run, EventSink sink, OptionalLong lastSeen) {
    follow(run, new RunEventSource(run), sink, lastSeen);
  }

  /**
   * Pushes the events of any source.
   *
   * @param identity stands for the source, the same object each time
   */
  void follow(Object identity, EventSource source, EventSink sink, OptionalLong lastSeen) {
    run(
        () -> {
          startTicking();
          EventFeed feed = watch(identity, source).feed();
          feed.join(new EventReader(this, feed, sink), lastSeen);
        });
  }

  /** Pushes the events of all runs. */
  void followAll(EventSink sink, OptionalLong lastSeen) {
    run(
        () -> {
          startTicking();
          allRuns.join(sink, lastSeen);
        });
  }

  /** Pushes a state that is final already. */
  void show(EventSource.Look last, EventSink sink) {
    run(
        () -> {
          EventFeed feed = new EventFeed(1, nextBase(), last::json, memory);
          feed.end("done");
          feed.closeWhenUnread();
          feed.join(new EventReader(this, feed, sink), OptionalLong.empty());
        });
  }

  /** Ends all streams; followers may reconnect to the next server. */
  @Override
  public void close() {
    run(
        () -> {
          // Sends what has just ended first.
          watches.values().forEach(StateObserver::look);
          readers().forEach(EventReader::endNow);
        });
    scheduler.shutdown(LONGEST_CLOSE);
  }

  /** Returns how many clients follow something right now. */
  int followers() {
    return followers.get();
  }

  void count(int more) {
    followers.addAndGet(more);
  }

  MemoryBudget memory() {
    return memory;
  }

  EventPace pace() {
    return pace;
  }

  /** Returns true on the hub's own thread. */
  boolean isHere() {
    return scheduler.isOwnThread();
  }

  /** Runs an action on the hub's thread; drops it once the hub is closed. */
  void run(Runnable action) {
    try {
      scheduler.execute(action);
    } catch (RejectedExecutionException e) {
      LOG.debug("events event=closed");
    }
  }

  /** Runs an action on the hub's thread after a delay; drops it once the hub is closed. */
  void later(Duration delay, Runnable action) {
    try {
      scheduler.after(delay, action);
    } catch (RejectedExecutionException e) {
      LOG.debug("events event=closed");
    }
  }

  /** Returns the observer of a run. */
  StateObserver watch(ProgressRun run) {
    return watch(run, new RunEventSource(run));
  }

  /**
   * Returns the first id of a new stream: above all that the same URL can have sent, in earlier
   * streams too.
   */
  long nextBase() {
    lastBase = Math.max(lastBase + ID_RANGE, clock.millis() * MICROS);
    return lastBase;
  }

  private StateObserver watch(Object identity, EventSource source) {
    return watches.computeIfAbsent(
        identity, key -> new StateObserver(this, source, allRuns, pace.kept(), nextBase()));
  }

  private List<EventReader> readers() {
    List<EventReader> all = new ArrayList<>(allRuns.readers());
    watches.values().forEach(observer -> all.addAll(observer.feed().readers()));
    return all;
  }

  /**
   * Starts the periodic work with the first reader, so that a server without followers does none.
   */
  private void startTicking() {
    if (!ticking) {
      ticking = true;
      scheduler.every(pace.tick(), () -> watches.values().forEach(StateObserver::tick));
      scheduler.every(pace.heartbeat(), () -> readers().forEach(EventReader::beat));
      scheduler.every(pace.linger(), this::forgetUnread);
    }
  }

  private void forgetUnread() {
    allRuns.restIfUnread();
    watches
        .values()
        .removeIf(
            observer -> {
              boolean unused = observer.unreadForLong() && !allRuns.covers(observer);
              if (unused) {
                observer.close();
              }
              return unused;
            });
  }
}
