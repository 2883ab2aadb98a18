package dev.dalleserver.web.events;

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
  private static final int MAX_MISSED_BEATS = 2;

  private final EventHub hub;
  private final EventFeed feed;
  private final EventSink sink;
  private long lastId;
  private int missedBeats;
  private boolean closed;

  /** Releases the memory of the event that was sent last, unless that has happened already. */
  private Runnable releaseLast = () -> {};

  /** Set by the hub's thread before a send, cleared by the thread that ends it. */
  private volatile boolean sending;

  EventReader(EventHub hub, EventFeed feed, EventSink sink) {
    this.hub = hub;
    this.feed = feed;
    this.sink = sink;
    hub.addFollowers(1);
    sink.onDisconnect(() -> hub.execute(this::drop));
  }

  /** Starts with the whole state. */
  void start(EventFrame snapshot) {
    lastId = snapshot.id();
    send(snapshot);
    sendPending();
  }

  /** Resumes after an event that the client has seen before. */
  void resume(long lastSeen) {
    lastId = lastSeen;
    sendHeartbeat();
    sendPending();
  }

  /** Sends the pending events, as far as the network takes them at once. */
  void sendPending() {
    boolean more = true;
    while (more && !closed) {
      more = ensureKeepsUp() && !sending && sendNext();
    }
  }

  /** Cuts the client off when it is so far behind that the next event is not kept any longer. */
  private boolean ensureKeepsUp() {
    boolean reached = feed.canResumeAfter(lastId);
    if (!reached) {
      drop();
    }
    return reached;
  }

  private boolean sendNext() {
    EventFrame next = feed.frameAfter(lastId);
    if (next == null) {
      endIfFinished();
      return false;
    }
    lastId = next.id();
    send(next);
    return true;
  }

  /** Sends a heartbeat; a client that has not taken the last event for long is cut off. */
  void sendHeartbeat() {
    if (!sending) {
      missedBeats = 0;
      sending = true;
      sink.sendHeartbeat(sendCallback());
    } else if (++missedBeats >= MAX_MISSED_BEATS) {
      drop();
    }
  }

  /** Cuts the connection and removes the reader. */
  void drop() {
    if (close()) {
      sink.cut();
    }
  }

  /** Ends the stream, though events may be pending. */
  void endNow() {
    if (close()) {
      sink.end();
    }
  }

  private void send(EventFrame frame) {
    Optional<MemoryBudget.Reservation> reservation =
        hub.memory().tryReserve(MemoryUse.EVENTS, sink.copiedBytes(frame));
    if (reservation.isEmpty()) {
      drop();
      return;
    }
    sending = true;
    missedBeats = 0;
    frame.memory().retain();
    AtomicBoolean retained = new AtomicBoolean(true);
    Runnable release =
        () -> {
          if (retained.compareAndSet(true, false)) {
            reservation.get().close();
            frame.memory().release();
          }
        };
    releaseLast = release;
    sink.send(frame, Callback.from(release, sendCallback()));
  }

  private void endIfFinished() {
    if (feed.isEnded() && close()) {
      sink.end();
    }
  }

  private boolean close() {
    boolean first = !closed;
    closed = true;
    feed.removeReader(this);
    if (first) {
      // The network may never report the end of the last send.
      releaseLast.run();
      hub.addFollowers(-1);
    }
    return first;
  }

  private Callback sendCallback() {
    return Callback.from(this::onSent, failure -> hub.execute(this::drop));
  }

  /**
   * Clears the flag. Mostly called within the send itself, and then the loop that sends goes on.
   * When a thread of the network calls it later, the loop has ended and has to be started again.
   */
  private void onSent() {
    sending = false;
    if (!hub.isOnHubThread()) {
      hub.execute(this::sendPending);
    }
  }
}
