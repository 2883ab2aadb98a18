package dev.dalleserver.web;

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
 * <p>Confined to the thread of the {@link EventHub}, except {@link #changed()}.
 */
final class StateObserver {
  /** Notified of every difference of every observed source, after the source's own feed. */
  interface Witness {
    void onProgress(StateObserver observer, ObjectNode patch);

    void onDone(StateObserver observer);
  }

  /** The state of a source that is queued is read only once in this many opportunities. */
  private static final int WAITING_SHARE = 10;

  private final EventHub hub;
  private final EventSource watched;
  private final Witness witness;
  private final EventFeed feed;
  private final Subscription subscription;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private byte[] last;
  private boolean dirty;
  private boolean resting;
  private int skipped;
  private boolean unreadBefore;

  /** Reads the first state, from which differences are published. */
  StateObserver(EventHub hub, EventSource source, Witness listener, int kept, long baseId) {
    this.hub = hub;
    this.watched = source;
    this.witness = listener;
    // Subscribes before it reads: a change in between only causes one superfluous read.
    this.subscription = source.subscribe(this::changed);
    EventSource.Look first = source.look();
    this.last = first.json();
    this.feed = new EventFeed(kept, baseId, () -> last, hub.memory());
    if (first.done()) {
      end();
    }
  }

  EventFeed feed() {
    return feed;
  }

  /** Returns the state that was published last. */
  byte[] last() {
    return last;
  }

  /** Called on a change, by the thread that makes it; only sets a flag and queues an update. */
  private void changed() {
    if (signalled.compareAndSet(false, true)) {
      hub.run(this::update);
    }
  }

  /** Reads the state now or, when the last read was too recent, a little later. */
  void update() {
    if (resting) {
      dirty = true;
    } else {
      look();
    }
  }

  /** Reads the state again, since percentages change with time. */
  void tick() {
    if (!resting && !watched.waiting()) {
      look();
    }
  }

  /** Returns true when the feed has no readers now and had none at the last call. */
  boolean unreadForLong() {
    boolean unread = !feed.hasReaders();
    boolean forLong = unread && unreadBefore;
    unreadBefore = unread;
    return forLong;
  }

  void close() {
    subscription.close();
    feed.close();
  }

  /** Reads the state at once, regardless of the pace. */
  void look() {
    if (feed.ended()) {
      return;
    }
    // Reset before reading, so that a change from here on is signalled again.
    signalled.set(false);
    dirty = false;
    skipped = 0;
    EventSource.Look current = watched.look();
    if (!Arrays.equals(last, current.json())) {
      tell(current.json());
    }
    if (current.done()) {
      end();
      witness.onDone(this);
    } else {
      rest();
    }
  }

  private void tell(byte[] state) {
    ObjectNode patch = MergePatch.between(parse(last), parse(state));
    last = state;
    feed.publish("progress", JsonEncoder.encode(patch), false);
    witness.onProgress(this, patch);
  }

  private void end() {
    feed.end("done");
    subscription.close();
  }

  private void rest() {
    resting = true;
    hub.later(hub.pace().least(), this::wake);
  }

  private void wake() {
    resting = false;
    if (!dirty) {
      return;
    }
    // A thousand queued sources advance together; their followers need not see each step of each.
    if (++skipped < WAITING_SHARE && watched.waiting()) {
      rest();
    } else {
      look();
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
  ObjectNode wholePatch() {
    return MergePatch.between(JsonNodeFactory.instance.objectNode(), parse(last));
  }
}
