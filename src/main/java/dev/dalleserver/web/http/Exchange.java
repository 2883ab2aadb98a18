package dev.dalleserver.web.http;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer as Jetty has them, below the framework: what answers an exchange works
 * for requests that reach the framework and for those that are answered before it.
 *
 * @param response the servlet's view of it where there is one, whose state follows the headers
 * @param sender the sender of the server that received the request
 */
public record Exchange(Request request, Response response, BodySender sender) {
  /** Returns the exchange of a request that has reached the framework. */
  public static Exchange of(Context ctx) {
    ServletChannel channel =
        ServletContextRequest.getServletContextRequest(ctx.req()).getServletChannel();
    return new Exchange(channel.getRequest(), channel.getResponse(), BodySender.of(ctx));
  }

  /** Returns the query as the client sent it; null when there is none. */
  public @Nullable String query() {
    return request.getHttpURI().getQuery();
  }

  /** Returns the headers of the request. */
  public HttpFields requested() {
    return request.getHeaders();
  }

  /** Returns the headers of the answer. */
  public HttpFields.Mutable headers() {
    return response.getHeaders();
  }

  public boolean isHead() {
    return request.getMethod().equals("HEAD");
  }

  /**
   * Returns Jetty's own response, not the servlet's view of it, which counts only the bytes that
   * were written through the servlet's stream and misses those that {@link BodySender} writes.
   */
  Response body() {
    return response instanceof ServletContextResponse servlet ? servlet.getWrapped() : response;
  }
}
