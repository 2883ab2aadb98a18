package dev.dalleserver.web.events;

import org.eclipse.jetty.util.Callback;

/**
 * The sink that takes the events of one reader. No method blocks; at most one send is under way.
 */
public interface EventSink {
  /**
   * Sends an event.
   *
   * @param sent completed when the network has taken it, or will not; on any thread
   */
  void send(EventFrame frame, Callback sent);

  /**
   * Returns how many bytes this sink makes and holds until they are sent, to send an event; the
   * bytes of the event itself are shared by all sinks.
   */
  default long copiedBytes(EventFrame frame) {
    return 0;
  }

  /** Runs {@code action}, once, on any thread, when the client is found to have disconnected. */
  default void onDisconnect(Runnable action) {}

  /** Sends bytes that keep the connection alive and carry no event. */
  void sendHeartbeat(Callback sent);

  /** Ends the stream in good order, once all is sent. */
  void end();

  /** Cuts the connection: the client has disconnected, or does not keep up. */
  void cut();
}
