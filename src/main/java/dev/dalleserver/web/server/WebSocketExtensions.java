package dev.dalleserver.web.server;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Hides the WebSocket extensions that a client offers from the library, so that none is negotiated.
 * Message compression costs a deflater and an inflater for each connection, 150 kB outside the
 * heap, for messages of a few hundred bytes.
 */
final class WebSocketExtensions {
  private WebSocketExtensions() {}

  /** Returns the request without the header that offers extensions. */
  static Request hide(Request request) {
    if (!request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_EXTENSIONS)) {
      return request;
    }
    HttpFields plain =
        HttpFields.build(request.getHeaders())
            .remove(HttpHeader.SEC_WEBSOCKET_EXTENSIONS)
            .asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return plain;
      }
    };
  }
}
