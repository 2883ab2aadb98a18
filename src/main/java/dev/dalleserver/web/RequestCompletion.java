package dev.dalleserver.web;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/**
 * What happens when an answer is out, whoever made it: a handler of ours, the file service, or
 * Jetty in refusing a request that nobody else ever saw.
 */
final class RequestCompletion implements RequestLog {
  private static final int LONGEST_METHOD = 16;

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
    connections.answered(request);
    RequestContext exchange = RequestContext.of(request);
    if (exchange.letIn()) {
      listener.over();
    }
    int status = response.getStatus();
    long nanos = System.nanoTime() - request.getHeadersNanoTime();
    String id = RequestId.of(request);
    String method = method(request, exchange);
    listener.answered(method, exchange.route(), status, nanos);
    RequestContext.Failure failure = exchange.failure();
    if (failure != null) {
      listener.failed(failure.code(), exchange.route(), status, id, failure.message());
    }
    boolean quiet = exchange.quiet() && failure == null;
    if (!logger.wants(quiet)) {
      return;
    }
    logger.log(
        new RequestLine(
            method,
            exchange.route(),
            status,
            nanos,
            Response.getContentBytesWritten(response),
            id,
            quiet));
  }

  /** What was acted on; where nothing was, what was asked for: any word, also a very long one. */
  private static String method(Request request, RequestContext exchange) {
    if (!exchange.method().isEmpty()) {
      return exchange.method();
    }
    String method = request.getMethod();
    return method == null || method.length() > LONGEST_METHOD ? "OTHER" : method;
  }
}
