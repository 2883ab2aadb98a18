package dev.dalleserver.web.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * The sending of one body, or of a part of an endless one, without a thread that waits for a slow
 * reader: the network reports when it has taken a piece, and gets the next.
 */
public final class BodySending extends IteratingCallback {
  private final Response response;
  private final BodySource source;
  private final Callback sent;

  /** False for a part of a body that goes on after it. */
  private final boolean whole;

  private boolean begun;
  private boolean lastWritten;

  private BodySending(Response response, BodySource source, boolean whole, Callback sent) {
    this.response = response;
    this.source = source;
    this.whole = whole;
    this.sent = sent;
  }

  /**
   * Begins to send a whole body. Without the header {@code Content-Length} it is sent in chunks,
   * unless the first piece is the whole body.
   *
   * @param sent completed at the end, after the source was released
   */
  static void begin(Response response, BodySource source, Callback sent) {
    new BodySending(response, source, true, sent).iterate();
  }

  /** Begins to send a part of a body, which others may follow. */
  public static void beginPart(Response response, BodySource source, Callback sent) {
    new BodySending(response, source, false, sent).iterate();
  }

  /** Ends a body that was sent in parts. */
  public static void end(Response response, Callback sent) {
    response.write(true, BufferUtil.EMPTY_BUFFER, sent);
  }

  @Override
  protected Action process() throws Throwable {
    if (lastWritten) {
      return Action.SUCCEEDED;
    }
    ByteBuffer piece = source.next();
    lastWritten = !source.hasMore();
    if (whole && lastWritten && !begun) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, piece.remaining());
    }
    begun = true;
    response.write(whole && lastWritten, piece, this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    source.release();
    sent.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    source.release();
    if (response.isCommitted()) {
      // The client must not take an answer without its end for a whole one.
      response.getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
    }
    sent.failed(cause);
  }
}
