package dev.dalleserver.web;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/** Watches for a caller to go away who waits for an answer. */
final class DisconnectDetector implements AutoCloseable {
  private final EndPoint end;
  private volatile boolean seen;

  private DisconnectDetector(EndPoint end) {
    this.end = end;
  }

  /**
   * Begins to watch; to be closed before anything is answered.
   *
   * @param action run once, on a thread that may block, when the caller has gone
   */
  static DisconnectDetector watch(Context ctx, Runnable action) {
    DisconnectDetector watch =
        new DisconnectDetector(
            ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint());
    if (watch.end instanceof DisconnectDetectingEndPoint peeking) {
      peeking.whenHungUp(
          () -> {
            watch.seen = true;
            action.run();
          });
    }
    return watch;
  }

  /** Whether the caller has gone. */
  boolean seen() {
    return seen;
  }

  @Override
  public void close() {
    if (end instanceof DisconnectDetectingEndPoint peeking) {
      peeking.ignoreHangUp();
    }
  }
}
