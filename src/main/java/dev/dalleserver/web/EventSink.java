package dev.dalleserver.web;

import org.eclipse.jetty.util.Callback;

/** Where the events of one reader go. No method blocks; at most one send is under way. */
interface EventSink {
  /**
   * Sends an event.
   *
   * @param sent told when the network has taken it, or will not; on any thread
   */
  void send(EventFrame frame, Callback sent);

  /**
   * How many bytes it makes of its own, and holds until they are sent, to send an event; those of
   * the event itself are shared by all sinks.
   */
  default long copies(EventFrame frame) {
    return 0;
  }

  /** Runs {@code action}, once, on any thread, when the client is seen to have gone. */
  default void whenGone(Runnable action) {}

  /** Sends what keeps the connection alive and says nothing. */
  void beat(Callback sent);

  /** All was sent: ends the stream in good order. */
  void end();

  /** Cuts the connection: the reader has gone, or does not keep up. */
  void cut();
}
