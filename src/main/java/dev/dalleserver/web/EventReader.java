package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;

/**
 * A client that reads a feed, at its own speed: the next event is sent when the network has taken
 * the last one. Confined to the thread of the {@link EventHub}, except the flag {@link #sending}.
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

  /** Releases the memory of the event that was sent last, unless that has happened already. */
  private Runnable underWay = () -> {};

  /** Set by the hub's thread before a send, cleared by the thread that ends it. */
  private volatile boolean sending;

  EventReader(EventHub hub, EventFeed feed, EventSink sink) {
    this.hub = hub;
    this.feed = feed;
    this.sink = sink;
    hub.count(1);
    sink.whenGone(() -> hub.run(this::drop));
  }

  /** Starts with the whole state. */
  void begin(EventFrame snapshot) {
    place = snapshot.id();
    send(snapshot);
    pump();
  }

  /** Resumes after an event that the client has seen before. */
  void resume(long lastSeen) {
    place = lastSeen;
    beat();
    pump();
  }

  /** Sends the pending events, as far as the network takes them at once. */
  void pump() {
    boolean more = true;
    while (more && !gone) {
      more = keepsUp() && !sending && sendNext();
    }
  }

  /** Cuts the client off when it is so far behind that the next event is not kept any longer. */
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

  /** Sends a heartbeat; a client that has not taken the last event for long is cut off. */
  void beat() {
    if (!sending) {
      beatsUnheard = 0;
      sending = true;
      sink.beat(whenSent());
    } else if (++beatsUnheard >= PATIENCE) {
      drop();
    }
  }

  /** Cuts the connection and removes the reader. */
  void drop() {
    if (leave()) {
      sink.cut();
    }
  }

  /** Ends the stream, though events may be pending. */
  void endNow() {
    if (leave()) {
      sink.end();
    }
  }

  private void send(EventFrame frame) {
    Optional<MemoryBudget.Reservation> reservation =
        hub.memory().tryReserve(MemoryUse.EVENTS, sink.copies(frame));
    if (reservation.isEmpty()) {
      drop();
      return;
    }
    sending = true;
    beatsUnheard = 0;
    frame.memory().retain();
    AtomicBoolean retained = new AtomicBoolean(true);
    Runnable release =
        () -> {
          if (retained.compareAndSet(true, false)) {
            reservation.get().close();
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
      // The network may never report the end of the last send.
      underWay.run();
      hub.count(-1);
    }
    return first;
  }

  private Callback whenSent() {
    return Callback.from(this::sent, failure -> hub.run(this::drop));
  }

  /**
   * Clears the flag. Mostly called within the send itself, and then the loop that sends goes on.
   * When a thread of the network calls it later, the loop has ended and has to be started again.
   */
  private void sent() {
    sending = false;
    if (!hub.isHere()) {
      hub.run(this::pump);
    }
  }
}
