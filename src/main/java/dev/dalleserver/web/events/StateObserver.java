package dev.dalleserver.web.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.wire.JsonEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the state of one source when it has changed, but not too often, and publishes the
 * difference: each change is rendered once, for any number of readers.
 *
 * <p>Confined to the thread of the {@link EventHub}, except {@link #signalChange()}.
 */
final class StateObserver {
  /** Notified of every difference of every observed source, after the source's own feed. */
  interface Listener {
    void onProgress(StateObserver observer, ObjectNode patch);

    void onDone(StateObserver observer);
  }

  /** The state of a source that is queued is read only once in this many opportunities. */
  private static final int QUEUED_READ_INTERVAL = 10;

  private final EventHub hub;
  private final EventSource source;
  private final Listener listener;
  private final EventFeed feed;
  private final Subscription subscription;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private byte[] lastState;
  private boolean dirty;
  private boolean paused;
  private int skipped;
  private boolean wasUnread;

  /** Reads the first state, from which differences are published. */
  StateObserver(EventHub hub, EventSource source, Listener listener, int kept, long baseId) {
    this.hub = hub;
    this.source = source;
    this.listener = listener;
    // Subscribes before it reads: a change in between only causes one superfluous read.
    this.subscription = source.subscribe(this::signalChange);
    EventSource.State first = source.state();
    this.lastState = first.json();
    this.feed = new EventFeed(kept, baseId, () -> lastState, hub.memory(), hub.finalIds());
    if (first.done()) {
      end();
    }
  }

  EventFeed feed() {
    return feed;
  }

  /** Returns the state that was published last. */
  byte[] lastState() {
    return lastState;
  }

  /** Called on a change, by the thread that makes it; only sets a flag and queues an update. */
  private void signalChange() {
    if (signalled.compareAndSet(false, true)) {
      hub.execute(this::refreshPaced);
    }
  }

  /** Reads the state now or, when the last read was too recent, a little later. */
  void refreshPaced() {
    if (paused) {
      dirty = true;
    } else {
      refresh();
    }
  }

  /** Reads the state again, since percentages change with time. */
  void tick() {
    if (!paused && !source.isWaiting()) {
      refresh();
    }
  }

  /** Returns true when the feed has no readers now and had none at the last call. */
  boolean isUnreadAgain() {
    boolean unread = !feed.hasReaders();
    boolean forLong = unread && wasUnread;
    wasUnread = unread;
    return forLong;
  }

  void close() {
    subscription.close();
    feed.close();
  }

  /** Reads the state at once, regardless of the pace. */
  void refresh() {
    if (feed.isEnded()) {
      return;
    }
    // Reset before reading, so that a change from here on is signalled again.
    signalled.set(false);
    dirty = false;
    skipped = 0;
    EventSource.State current = source.state();
    if (!Arrays.equals(lastState, current.json())) {
      publishDifference(current.json());
    }
    if (current.done()) {
      end();
      listener.onDone(this);
    } else {
      pause();
    }
  }

  private void publishDifference(byte[] state) {
    ObjectNode patch = MergePatch.between(parse(lastState), parse(state));
    lastState = state;
    feed.publish("progress", JsonEncoder.encode(patch), false);
    listener.onProgress(this, patch);
  }

  private void end() {
    feed.end("done");
    subscription.close();
  }

  private void pause() {
    paused = true;
    hub.schedule(hub.pace().minInterval(), this::resume);
  }

  private void resume() {
    paused = false;
    if (!dirty) {
      return;
    }
    // A thousand queued sources advance together; their followers need not see each step of each.
    if (++skipped < QUEUED_READ_INTERVAL && source.isWaiting()) {
      pause();
    } else {
      refresh();
    }
  }

  static ObjectNode parse(byte[] json) {
    try {
      return (ObjectNode) JsonEncoder.mapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a patch with the whole state, for readers that have no state yet. */
  ObjectNode fullPatch() {
    return MergePatch.between(JsonNodeFactory.instance.objectNode(), parse(lastState));
  }
}
