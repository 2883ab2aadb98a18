package dev.dalleserver.web.server;

import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.http.RequestListener;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/**
 * Notifies the connection, the listener and the log when an answer has been sent, whether a
 * handler, the file service or Jetty itself (when it refuses a request) made the answer.
 */
final class RequestCompletion implements RequestLog {
  private static final int MAX_METHOD_LENGTH = 16;

  private final RequestListener listener;
  private final RequestLogger logger;
  private final Connections connections;

  RequestCompletion(RequestListener listener, RequestLogger logger, Connections connections) {
    this.listener = listener;
    this.logger = logger;
    this.connections = connections;
  }

  @Override
  public void log(Request request, Response response) {
    connections.onAnswered(request);
    RequestContext context = RequestContext.of(request);
    if (context.hasBegun()) {
      listener.onEnd();
    }
    int status = response.getStatus();
    long nanos = System.nanoTime() - request.getHeadersNanoTime();
    String id = RequestId.of(request);
    String method = method(request, context);
    listener.onAnswer(method, context.route(), status, nanos);
    RequestContext.Failure failure = context.failure();
    if (failure != null) {
      listener.onError(failure.code(), context.route(), status, id, failure.message());
    }
    boolean quiet = context.isQuiet() && failure == null;
    if (!logger.isEnabled(quiet)) {
      return;
    }
    logger.log(
        new RequestLine(
            method,
            context.route(),
            status,
            nanos,
            Response.getContentBytesWritten(response),
            id,
            quiet));
  }

  /**
   * Returns the method that was dispatched to; else the requested method, which can be any word,
   * and {@code OTHER} when that is too long.
   */
  private static String method(Request request, RequestContext context) {
    if (!context.method().isEmpty()) {
      return context.method();
    }
    String method = request.getMethod();
    return method == null || method.length() > MAX_METHOD_LENGTH ? "OTHER" : method;
  }
}
