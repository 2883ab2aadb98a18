package dev.dalleserver.web;

import io.javalin.http.Context;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What is learned about a request on its way, for the line that is written at its end.
 *
 * <p>Written by the thread that handles the request and read by the one that ends it.
 */
final class RequestContext {
  /** The route of what no row of the table of URLs is for. */
  static final String UNMATCHED = "unmatched";

  private static final String ATTRIBUTE = RequestContext.class.getName();

  /** An error that was answered. */
  record Failure(ErrorCode code, String message) {}

  private volatile String route = UNMATCHED;
  private volatile String method = "";
  private volatile boolean letIn;
  private volatile boolean quiet;
  private volatile @Nullable Failure failure;

  static RequestContext of(Context ctx) {
    return ctx.req().getAttribute(ATTRIBUTE) instanceof RequestContext known
        ? known
        : new RequestContext();
  }

  /** The request's; it gets one when it has none yet. */
  static RequestContext of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof RequestContext known) {
      return known;
    }
    RequestContext begun = new RequestContext();
    request.setAttribute(ATTRIBUTE, begun);
    return begun;
  }

  /** True once the request has got past the server's own checks. */
  boolean letIn() {
    return letIn;
  }

  void letInNow() {
    letIn = true;
  }

  /** The pattern that the request matched: never its path, which can be anything. */
  String route() {
    return route;
  }

  /** The method of the row that was dispatched to; empty while there is none. */
  String method() {
    return method;
  }

  void matched(String pattern, String actedOn) {
    route = pattern;
    method = actedOn;
  }

  /** True for what clients ask over and over: polls and probes. */
  boolean quiet() {
    return quiet;
  }

  void beQuiet() {
    quiet = true;
  }

  @Nullable Failure failure() {
    return failure;
  }

  void failed(ApiError error) {
    failure = new Failure(error.code(), String.valueOf(error.getMessage()));
  }
}
