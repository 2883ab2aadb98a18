package dev.dalleserver.web.events;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/** A WebSocket that events are sent to; messages from the client are ignored. */
public final class WebSocketSink implements EventSink {
  private final Session session;
  private final String requestId;

  public WebSocketSink(Session session, String requestId) {
    this.session = session;
    this.requestId = requestId;
  }

  @Override
  public void send(EventFrame frame, Callback sent) {
    session.sendText(frame.asMessage(requestId), adapt(sent));
  }

  /** Returns the size of the message as text and as encoded bytes. */
  @Override
  public long copiedBytes(EventFrame frame) {
    return 2L * frame.data().length;
  }

  @Override
  public void sendHeartbeat(Callback sent) {
    session.sendPing(ByteBuffer.allocate(0), adapt(sent));
  }

  @Override
  public void end() {
    session.close(StatusCode.NORMAL, "done", org.eclipse.jetty.websocket.api.Callback.NOOP);
  }

  @Override
  public void cut() {
    session.disconnect();
  }

  /** Adapts between the two interfaces of the library that are named {@code Callback}. */
  private static org.eclipse.jetty.websocket.api.Callback adapt(Callback sent) {
    return org.eclipse.jetty.websocket.api.Callback.from(sent::succeeded, sent::failed);
  }
}
