package dev.dalleserver.web.events;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.wire.JsonEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of all runs in one stream. While no client reads it, it observes no run.
 *
 * <p>Confined to the thread of the {@link EventHub}, except that the threads of runs report new
 * ones.
 */
final class AllRunsFeed implements StateObserver.Listener {
  /**
   * How many times as many events are kept as for one run: a thousand queued runs may move up at
   * once.
   */
  private static final int CAPACITY_FACTOR = 64;

  private final EventHub hub;
  private final ProgressManager progress;
  private final Map<StateObserver, PictureKey> active = new LinkedHashMap<>();

  /** Runs that were reported or found; written by the threads that begin them. */
  private final Set<ProgressRun> knownRuns = ConcurrentHashMap.newKeySet();

  private @Nullable Subscription subscription;
  private EventFeed feed;
  private long renderedHead = -1;
  private byte[] rendered = new byte[0];
  private boolean wasUnread;

  AllRunsFeed(EventHub hub, ProgressManager progress) {
    this.hub = hub;
    this.progress = progress;
    this.feed = newFeed();
  }

  /** A change of one run among many. */
  private record RunPatch(String series, String address, ObjectNode patch) {}

  /** The state of all runs, which are rendered already. */
  private record Runs(@JsonRawValue String runs) {}

  void addReader(EventSink sink, OptionalLong lastSeen) {
    if (subscription == null) {
      start();
    }
    feed.addReader(new EventReader(hub, feed, sink), lastSeen);
  }

  boolean isObserving(StateObserver observer) {
    return active.containsKey(observer);
  }

  List<EventReader> readers() {
    return feed.readers();
  }

  /** Stops observing and drops all state at the second call in a row without a reader. */
  void stopIfUnread() {
    boolean unread = !feed.hasReaders();
    if (unread && wasUnread && subscription != null) {
      subscription.close();
      subscription = null;
      active.clear();
      knownRuns.clear();
      // Later events are not recorded, so no reader may resume where this feed ends.
      feed.close();
      feed = newFeed();
      rendered = new byte[0];
    }
    wasUnread = unread;
  }

  @Override
  public void onProgress(StateObserver observer, ObjectNode patch) {
    PictureKey key = active.get(observer);
    if (key != null) {
      publish(key, patch);
    }
  }

  @Override
  public void onDone(StateObserver observer) {
    PictureKey key = active.remove(observer);
    if (key != null) {
      feed.publish("done", observer.lastState(), true);
    }
  }

  private EventFeed newFeed() {
    return new EventFeed(
        hub.pace().capacity() * CAPACITY_FACTOR,
        hub.nextBase(),
        this::render,
        hub.memory(),
        hub.finalIds());
  }

  private void start() {
    // Subscribes first: a run that begins in between is found both ways, and added once.
    subscription = progress.addListener(this::onRunChange);
    for (ProgressRun run : progress.all()) {
      if (!run.isDone() && knownRuns.add(run)) {
        active.put(hub.observe(run), run.key());
      }
    }
  }

  /** Reports a new run. Called by the threads that work on runs, at every change of each. */
  private void onRunChange(ProgressRun run) {
    if (run.isDone()) {
      // Its observer is notified of the end too.
      knownRuns.remove(run);
    } else if (knownRuns.add(run)) {
      hub.execute(() -> startObserving(run));
    }
  }

  private void startObserving(ProgressRun run) {
    ProgressSnapshot now = run.snapshot();
    boolean neverBegan = now.done() && now.startedNs() == 0;
    // A run that found no room in the queue ended before any client could have seen it.
    if (subscription == null || neverBegan) {
      return;
    }
    StateObserver observer = hub.observe(run);
    active.put(observer, run.key());
    publish(run.key(), observer.fullPatch());
    if (observer.feed().isEnded()) {
      onDone(observer);
    }
  }

  private void publish(PictureKey key, ObjectNode patch) {
    RunPatch data = new RunPatch(key.seriesText(), key.addressText(), patch);
    feed.publish("progress", JsonEncoder.encode(data), false);
  }

  /** Renders the state, once for all readers that join before the next event. */
  private byte[] render() {
    if (renderedHead != feed.head()) {
      List<String> runs = new ArrayList<>();
      active
          .keySet()
          .forEach(observer -> runs.add(new String(observer.lastState(), StandardCharsets.UTF_8)));
      rendered = JsonEncoder.encode(new Runs(runs.toString()));
      renderedHead = feed.head();
    }
    return rendered;
  }
}
