package dev.dalleserver.web.server;

import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ContentTypeFilter;
import dev.dalleserver.web.http.CrossOrigin;
import dev.dalleserver.web.http.MethodOverride;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.http.RequestListener;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The first handler of every request, whether a handler of this server, an error page of Jetty or a
 * file answers it. It gives the request its id, and the answer the headers that protect browsers
 * and those for pages of trusted origins.
 */
final class EdgeHandler extends Handler.Wrapper {
  /**
   * The policy for answers that are no pages: browsers must not run their content, or show it in a
   * frame.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; frame-ancestors 'none'";

  private final RequestListener listener;
  private final Connections connections;
  private final JettyErrors errors;
  private final CrossOrigin crossOrigin;
  private final PrefixStripper prefixes;

  EdgeHandler(
      RequestListener listener,
      Connections connections,
      JettyErrors errors,
      CrossOrigin crossOrigin,
      PrefixStripper prefixes) {
    this.prefixes = prefixes;
    this.errors = errors;
    this.crossOrigin = crossOrigin;
    this.listener = listener;
    this.connections = connections;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    RequestContext.of(request).markBegun();
    listener.onBegin();
    connections.onHeaderReceived(request);
    if (takesTurns(request)) {
      request.getContext().execute(() -> handleLater(request, response, callback));
      return true;
    }
    return handleNow(request, response, callback);
  }

  /**
   * Returns true for a request that is to be handled in a job of its own, after those that wait for
   * a thread. Jetty parses and handles what a connection holds in a loop, on one thread: as many
   * clients as there are threads, each with requests without end, would keep all others out.
   */
  private static boolean takesTurns(Request request) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return endPoint instanceof DisconnectDetectingEndPoint detecting && !detecting.beginRequest();
  }

  private void handleLater(Request request, Response response, Callback callback) {
    try {
      if (!handleNow(request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }

  private boolean handleNow(Request received, Response response, Callback callback)
      throws Exception {
    Request request = prefixes.strip(received);
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(RequestId.HEADER, RequestId.assign(request));
    addSecurityHeaders(headers);
    crossOrigin.addHeaders(request, headers);
    if (connections.isStopping()) {
      headers.put(HttpHeader.CONNECTION, "close");
    }
    if (!RejectionMessages.isAcceptable(request.getHttpURI())) {
      Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
      return true;
    }
    Optional<ApiError> refusal = MethodOverride.refusal(request);
    if (refusal.isPresent()) {
      errors.answer(request, response, refusal.get(), callback);
      return true;
    }
    return super.handle(
        WebSocketExtensions.hide(ContentTypeFilter.hide(request)), response, callback);
  }

  /**
   * Adds headers that restrict what browsers do with an answer; pages replace the policy by their
   * own.
   */
  static void addSecurityHeaders(HttpFields.Mutable headers) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  }
}
