package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;

/**
 * One who reads a feed, at his own speed: the next event is sent when the network has taken the
 * last one. Confined to the thread of the {@link EventHub}, but for the flag.
 */
final class EventReader {
  /** How many heartbeats one event may take before the connection is cut. */
  private static final int PATIENCE = 2;

  private final EventHub hub;
  private final EventFeed feed;
  private final EventSink sink;
  private long place;
  private int beatsUnheard;
  private boolean gone;

  /** Gives back the memory of the event that was sent last, unless that has happened. */
  private Runnable underWay = () -> {};

  /** Set by the hub's thread before a send, cleared by whichever thread ends it. */
  private volatile boolean sending;

  EventReader(EventHub hub, EventFeed feed, EventSink sink) {
    this.hub = hub;
    this.feed = feed;
    this.sink = sink;
    hub.count(1);
    sink.whenGone(() -> hub.run(this::drop));
  }

  /** Begins with the whole state. */
  void begin(EventFrame snapshot) {
    place = snapshot.id();
    send(snapshot);
    pump();
  }

  /** Goes on after an event that was seen before. */
  void resume(long lastSeen) {
    place = lastSeen;
    beat();
    pump();
  }

  /** Sends what there is to send, as far as the network takes it at once. */
  void pump() {
    boolean more = true;
    while (more && !gone) {
      more = keepsUp() && !sending && sendNext();
    }
  }

  /** Cuts off who is so far behind that what comes next is not kept any longer. */
  private boolean keepsUp() {
    boolean reached = feed.reaches(place);
    if (!reached) {
      drop();
    }
    return reached;
  }

  private boolean sendNext() {
    EventFrame next = feed.after(place);
    if (next == null) {
      endIfOver();
      return false;
    }
    place = next.id();
    send(next);
    return true;
  }

  /** Time for a sign of life; a reader that has not taken the last event for long is cut off. */
  void beat() {
    if (!sending) {
      beatsUnheard = 0;
      sending = true;
      sink.beat(whenSent());
    } else if (++beatsUnheard >= PATIENCE) {
      drop();
    }
  }

  /** Cuts the connection and forgets the reader. */
  void drop() {
    if (leave()) {
      sink.cut();
    }
  }

  /** Ends the stream, though there may be more to tell. */
  void endNow() {
    if (leave()) {
      sink.end();
    }
  }

  private void send(EventFrame frame) {
    Optional<MemoryBudget.Reservation> copy =
        hub.memory().tryReserve(MemoryUse.EVENTS, sink.copies(frame));
    if (copy.isEmpty()) {
      drop();
      return;
    }
    sending = true;
    beatsUnheard = 0;
    frame.memory().retain();
    AtomicBoolean held = new AtomicBoolean(true);
    Runnable release =
        () -> {
          if (held.compareAndSet(true, false)) {
            copy.get().close();
            frame.memory().release();
          }
        };
    underWay = release;
    sink.send(frame, Callback.from(release, whenSent()));
  }

  private void endIfOver() {
    if (feed.ended() && leave()) {
      sink.end();
    }
  }

  private boolean leave() {
    boolean first = !gone;
    gone = true;
    feed.leave(this);
    if (first) {
      // The network may never say what became of the last event.
      underWay.run();
      hub.count(-1);
    }
    return first;
  }

  private Callback whenSent() {
    return Callback.from(this::sent, failure -> hub.run(this::drop));
  }

  /**
   * Mostly called within the send itself, and then the loop that sends goes on. Called later, from
   * a thread of the network, the loop is over and has to be begun again.
   */
  private void sent() {
    sending = false;
    if (!hub.isHere()) {
      hub.run(this::pump);
    }
  }
}
