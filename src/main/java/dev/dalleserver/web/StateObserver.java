package dev.dalleserver.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.progress.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks at one thing when it has changed, though not too often, and tells the difference: one
 * rendering a change, however many read it.
 *
 * <p>Confined to the thread of the {@link EventHub}, but for {@link #changed()}.
 */
final class StateObserver {
  /** Told of every difference of every watched thing, after the thing's own feed. */
  interface Witness {
    void onProgress(StateObserver watch, ObjectNode patch);

    void onDone(StateObserver watch);
  }

  /** A thing that waits its turn is looked at once in so many times that it might be. */
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

  /** Takes a first look, from which differences are told. */
  StateObserver(EventHub hub, EventSource watched, Witness witness, int kept, long baseId) {
    this.hub = hub;
    this.watched = watched;
    this.witness = witness;
    // Listening before looking: a change in between is looked at once more than needed.
    this.subscription = watched.subscribe(this::changed);
    EventSource.Look first = watched.look();
    this.last = first.json();
    this.feed = new EventFeed(kept, baseId, () -> last, hub.memory());
    if (first.done()) {
      end();
    }
  }

  EventFeed feed() {
    return feed;
  }

  /** The state as it was last told. */
  byte[] last() {
    return last;
  }

  /** Something has changed. Called by the thread that works on it, so only a flag and a note. */
  private void changed() {
    if (signalled.compareAndSet(false, true)) {
      hub.run(this::update);
    }
  }

  /** Looks now, or, so soon after the last look, a little later. */
  void update() {
    if (resting) {
      dirty = true;
    } else {
      look();
    }
  }

  /** Time has passed, and percentages move with it. */
  void tick() {
    if (!resting && !watched.waiting()) {
      look();
    }
  }

  /** True the second time in a row that nobody reads it. */
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

  /** Looks whatever the pace allows. */
  void look() {
    if (feed.ended()) {
      return;
    }
    // Before looking: what changes from here on is signalled again.
    signalled.set(false);
    dirty = false;
    skipped = 0;
    EventSource.Look look = watched.look();
    if (!Arrays.equals(last, look.json())) {
      tell(look.json());
    }
    if (look.done()) {
      end();
      witness.onDone(this);
    } else {
      rest();
    }
  }

  private void tell(byte[] now) {
    ObjectNode patch = MergePatch.between(parse(last), parse(now));
    last = now;
    feed.publish("progress", Json.bytes(patch), false);
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
    // A thousand that wait move up together, and nobody needs to see each step of each.
    if (++skipped < WAITING_SHARE && watched.waiting()) {
      rest();
    } else {
      look();
    }
  }

  static ObjectNode parse(byte[] json) {
    try {
      return (ObjectNode) Json.mapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What tells everything, to someone who knows nothing yet. */
  ObjectNode wholePatch() {
    return MergePatch.between(JsonNodeFactory.instance.objectNode(), parse(last));
  }
}
