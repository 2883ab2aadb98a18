package dev.dalleserver.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;
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
 * The events of all runs in one stream. While nobody reads it, it watches nothing.
 *
 * <p>Confined to the thread of the {@link EventHub}, but for noticing new runs.
 */
final class AllRunsFeed implements StateObserver.Witness {
  /** More than of one run: a thousand that wait may move up at once. */
  private static final int KEPT_TIMES = 64;

  private final EventHub hub;
  private final ProgressManager progress;
  private final Map<StateObserver, PictureKey> active = new LinkedHashMap<>();

  /** Runs that have been noticed; written by the threads that begin them. */
  private final Set<ProgressRun> noticed = ConcurrentHashMap.newKeySet();

  private @Nullable Subscription subscription;
  private EventFeed feed;
  private long renderedHead = -1;
  private byte[] rendered = new byte[0];
  private boolean unreadBefore;

  AllRunsFeed(EventHub hub, ProgressManager progress) {
    this.hub = hub;
    this.progress = progress;
    this.feed = newFeed();
  }

  /** What happens to one run of many. */
  private record RunPatch(String series, String address, ObjectNode patch) {}

  /** The whole state; the runs are rendered already. */
  private record Runs(@JsonRawValue String runs) {}

  void join(EventSink sink, OptionalLong lastSeen) {
    if (subscription == null) {
      begin();
    }
    feed.join(new EventReader(hub, feed, sink), lastSeen);
  }

  boolean covers(StateObserver watch) {
    return active.containsKey(watch);
  }

  List<EventReader> readers() {
    return feed.readers();
  }

  /** Lets go of everything the second time in a row that nobody reads. */
  void restIfUnread() {
    boolean unread = !feed.hasReaders();
    if (unread && unreadBefore && subscription != null) {
      subscription.close();
      subscription = null;
      active.clear();
      noticed.clear();
      // What happens from now on is not told, so nobody may take up where this one ends.
      feed.close();
      feed = newFeed();
      rendered = new byte[0];
    }
    unreadBefore = unread;
  }

  @Override
  public void onProgress(StateObserver watch, ObjectNode patch) {
    PictureKey key = active.get(watch);
    if (key != null) {
      publish(key, patch);
    }
  }

  @Override
  public void onDone(StateObserver watch) {
    PictureKey key = active.remove(watch);
    if (key != null) {
      feed.publish("done", watch.last(), true);
    }
  }

  private EventFeed newFeed() {
    return new EventFeed(
        hub.pace().kept() * KEPT_TIMES, hub.nextBase(), this::render, hub.memory());
  }

  private void begin() {
    // Listening first: a run that begins in between is noticed by both, and taken once.
    subscription = progress.addListener(this::notice);
    for (ProgressRun run : progress.all()) {
      if (!run.done() && noticed.add(run)) {
        active.put(hub.watch(run), run.key());
      }
    }
  }

  /** Called by the threads that work on runs, at every change of each. */
  private void notice(ProgressRun run) {
    if (run.done()) {
      // Its watch is told of it too.
      noticed.remove(run);
    } else if (noticed.add(run)) {
      hub.run(() -> announce(run));
    }
  }

  private void announce(ProgressRun run) {
    ProgressSnapshot now = run.snapshot();
    boolean neverBegan = now.done() && now.startedNs() == 0;
    // What found no place to wait in was over before anybody could have heard of it.
    if (subscription == null || neverBegan) {
      return;
    }
    StateObserver watch = hub.watch(run);
    active.put(watch, run.key());
    publish(run.key(), watch.wholePatch());
    if (watch.feed().ended()) {
      onDone(watch);
    }
  }

  private void publish(PictureKey key, ObjectNode patch) {
    RunPatch data = new RunPatch(key.seriesText(), key.addressText(), patch);
    feed.publish("progress", Json.bytes(data), false);
  }

  /** Rendered once for all who come before the next event. */
  private byte[] render() {
    if (renderedHead != feed.head()) {
      List<String> runs = new ArrayList<>();
      active.keySet().forEach(one -> runs.add(new String(one.last(), StandardCharsets.UTF_8)));
      rendered = Json.bytes(new Runs(runs.toString()));
      renderedHead = feed.head();
    }
    return rendered;
  }
}
