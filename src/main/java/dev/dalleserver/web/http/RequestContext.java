package dev.dalleserver.web.http;

import io.javalin.http.Context;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the server learns about a request while it handles it, for the metrics and the log line at
 * its end.
 *
 * <p>Written by the thread that handles the request and read by the thread that ends it.
 */
public final class RequestContext {
  /** The route of requests that match no row of the table of URLs. */
  static final String UNMATCHED = "unmatched";

  private static final String ATTRIBUTE = RequestContext.class.getName();

  /** An error that was the answer. */
  public record Failure(ErrorCode code, String message) {}

  private volatile String route = UNMATCHED;
  private volatile String method = "";
  private volatile String prefix = "";
  private volatile boolean letIn;
  private volatile boolean quiet;
  private volatile @Nullable Failure failure;

  public static RequestContext of(Context ctx) {
    return ctx.req().getAttribute(ATTRIBUTE) instanceof RequestContext known
        ? known
        : new RequestContext();
  }

  /** Returns the context of the request; creates it when there is none yet. */
  public static RequestContext of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof RequestContext known) {
      return known;
    }
    RequestContext created = new RequestContext();
    request.setAttribute(ATTRIBUTE, created);
    return created;
  }

  /** True once the request has passed Jetty's own checks and reached the first handler. */
  public boolean hasBegun() {
    return letIn;
  }

  public void markBegun() {
    letIn = true;
  }

  /**
   * Returns the path in front of every path in the request's links: empty, or without a slash at
   * its end.
   */
  public String prefix() {
    return prefix;
  }

  public void recordPrefix(String path) {
    prefix = path;
  }

  /** Returns the pattern that the request matched, never its path, which can be any text. */
  public String route() {
    return route;
  }

  /** Returns the method that the request was dispatched to; empty before dispatch. */
  public String method() {
    return method;
  }

  public void recordRoute(String pattern, String dispatchedMethod) {
    route = pattern;
    method = dispatchedMethod;
  }

  /** True for requests that clients repeat often, such as polls and probes. */
  public boolean isQuiet() {
    return quiet;
  }

  public void markQuiet() {
    quiet = true;
  }

  public @Nullable Failure failure() {
    return failure;
  }

  public void recordFailure(ApiError error) {
    failure = new Failure(error.code(), String.valueOf(error.getMessage()));
  }
}
