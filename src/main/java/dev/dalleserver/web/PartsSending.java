package dev.dalleserver.web;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/** Writes several buffers one after the other, without blocking and without copying them. */
final class PartsSending extends IteratingCallback {
  private final Response response;
  private final Iterator<ByteBuffer> parts;
  private final Callback sent;

  /**
   * @param sent told when the network has taken all of them, or will not
   */
  PartsSending(Response response, List<ByteBuffer> parts, Callback sent) {
    this.response = response;
    this.parts = parts.iterator();
    this.sent = sent;
  }

  @Override
  protected Action process() {
    if (!parts.hasNext()) {
      return Action.SUCCEEDED;
    }
    response.write(false, parts.next(), this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    sent.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable failure) {
    sent.failed(failure);
  }
}
