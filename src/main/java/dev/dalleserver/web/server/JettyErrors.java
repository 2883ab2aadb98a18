package dev.dalleserver.web.server;

import dev.dalleserver.tasks.FatalErrors;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.CrossOrigin;
import dev.dalleserver.web.http.ErrorPage;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.OpenAiErrors;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.RequestId;
import java.nio.ByteBuffer;
import java.time.Clock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The errors that Jetty answers, such as for a malformed request, in the contract's form. */
final class JettyErrors extends ErrorHandler {
  private final Clock clock;
  private final ErrorPage page;
  private final RejectionMessages refusals;
  private final CrossOrigin crossOrigin;
  private final PrefixStripper prefixes;

  JettyErrors(
      Clock clock,
      RejectionMessages refusals,
      CrossOrigin crossOrigin,
      ErrorPage page,
      PrefixStripper prefixes) {
    this.prefixes = prefixes;
    this.page = page;
    this.crossOrigin = crossOrigin;
    this.clock = clock;
    this.refusals = refusals;
  }

  /**
   * Returns true, since Jetty would send no error body for other methods than GET, POST and HEAD.
   */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  /**
   * Creates the error for a request that Jetty, or this server before its handlers, refuses with a
   * status.
   */
  ApiError error(Request request, int status) {
    return refusals.error(status, request.getHttpURI(), null);
  }

  @Override
  protected void generateResponse(
      Request received,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    if (cause != null) {
      FatalErrors.escalate(cause);
    }
    // Jetty refuses some requests before the EdgeHandler has taken the prefix away.
    Request request = prefixes.strip(received);
    answer(request, response, refusals.error(status, request.getHttpURI(), cause), callback);
  }

  /**
   * Answers with an error before the request reaches the framework, also while its body is still
   * arriving; Jetty's own answer would close the connection.
   */
  void answer(Request request, Response response, ApiError error, Callback callback) {
    response.setStatus(error.status());
    error.headers().forEach(response.getHeaders()::put);
    RequestContext.of(request).recordFailure(error);
    String id = RequestId.of(request);
    String path = String.valueOf(request.getHttpURI().getPath());
    boolean isPage = ErrorPage.isWanted(path, request.getHeaders());
    byte[] body = isPage ? page(request, error, path, id) : json(error, path, id);
    // The request may have been refused before it reached the EdgeHandler.
    EdgeHandler.addSecurityHeaders(response.getHeaders());
    crossOrigin.addHeaders(request, response.getHeaders());
    response.getHeaders().put(RequestId.HEADER, id);
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_TYPE, isPage ? ErrorPage.CONTENT_TYPE : Json.CONTENT_TYPE);
    if (isPage) {
      response.getHeaders().put("Content-Security-Policy", page.contentSecurityPolicy());
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    if (!request.getConnectionMetaData().isPersistent()) {
      // Jetty closes the connection after what it cannot parse, and does not tell the client, who
      // would lose the next request.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private byte[] page(Request request, ApiError error, String path, String id) {
    return page.render(error, path, RequestContext.of(request).prefix(), id);
  }

  private byte[] json(ApiError error, String path, String id) {
    return OpenAiErrors.isOpenAiPath(path)
        ? OpenAiErrors.bytes(error, id)
        : Json.error(error, id, clock.instant().getEpochSecond());
  }
}
