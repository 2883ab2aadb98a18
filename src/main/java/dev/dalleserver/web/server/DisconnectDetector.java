package dev.dalleserver.web.server;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/** A detector of a caller that disconnects while it waits for an answer. */
public final class DisconnectDetector implements AutoCloseable {
  private final EndPoint endPoint;
  private volatile boolean seen;

  private DisconnectDetector(EndPoint endPoint) {
    this.endPoint = endPoint;
  }

  /**
   * Starts a detector, which is to be closed before anything is answered.
   *
   * @param action run once, on a thread that may block, when the caller has disconnected
   */
  public static DisconnectDetector start(Context ctx, Runnable action) {
    DisconnectDetector detector =
        new DisconnectDetector(
            ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint());
    if (detector.endPoint instanceof DisconnectDetectingEndPoint detecting) {
      detecting.setHangUpAction(
          () -> {
            detector.seen = true;
            action.run();
          });
    }
    return detector;
  }

  /** Returns true when the caller has disconnected. */
  public boolean isDisconnected() {
    return seen;
  }

  @Override
  public void close() {
    if (endPoint instanceof DisconnectDetectingEndPoint detecting) {
      detecting.clearHangUpAction();
    }
  }
}
