package dev.dalleserver.web;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Keeps the WebSocket extensions that a client offers from the library, so that none is negotiated.
 * Compression of each message costs a deflater and an inflater a connection, 150 kB outside the
 * heap, for messages of a few hundred bytes.
 */
final class WebSocketExtensions {
  private WebSocketExtensions() {}

  /** The same request without the header that offers extensions, if it has one. */
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
