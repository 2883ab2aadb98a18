package dev.dalleserver.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/** A WebSocket that events are sent to; what comes from it is not listened to. */
final class WebSocketSink implements EventSink {
  private final Session session;
  private final String requestId;

  WebSocketSink(Session session, String requestId) {
    this.session = session;
    this.requestId = requestId;
  }

  @Override
  public void send(EventFrame frame, Callback sent) {
    session.sendText(frame.asMessage(requestId), translated(sent));
  }

  /** A text, and its bytes. */
  @Override
  public long copies(EventFrame frame) {
    return 2L * frame.data().length;
  }

  @Override
  public void beat(Callback sent) {
    session.sendPing(ByteBuffer.allocate(0), translated(sent));
  }

  @Override
  public void end() {
    session.close(StatusCode.NORMAL, "done", org.eclipse.jetty.websocket.api.Callback.NOOP);
  }

  @Override
  public void cut() {
    session.disconnect();
  }

  /** The library has two interfaces of that name. */
  private static org.eclipse.jetty.websocket.api.Callback translated(Callback sent) {
    return org.eclipse.jetty.websocket.api.Callback.from(sent::succeeded, sent::failed);
  }
}
