package dev.dalleserver.web.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A handler that lets pages of the origins that the operator trusts read the server's answers,
 * refusals included, and answers the preflight requests of browsers (the Fetch standard's CORS
 * protocol).
 */
public final class CrossOrigin extends Handler.Wrapper {
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOWED_METHODS = "GET, HEAD, POST, PUT, DELETE";
  private static final String ALLOWED_HEADERS =
      "Authorization, Content-Type, Idempotency-Key, X-Request-ID, Last-Event-ID";
  private static final String EXPOSED_HEADERS =
      "X-Request-ID, ETag, Location, Retry-After, Content-Range, " + OpenAiErrors.SHOULD_RETRY;
  private static final String MAX_AGE_SECONDS = "600";

  private final AccessPolicy policy;

  public CrossOrigin(AccessPolicy policy) {
    this.policy = policy;
  }

  /**
   * Lets the page that a request comes from read the answer, when its origin is trusted. Adds
   * nothing when a call for the same answer came before.
   */
  public void addHeaders(Request request, HttpFields.Mutable headers) {
    if (policy.namesOrigins()) {
      // Also without an Origin, and for another one: a cache must not give that answer to others.
      ContentCoding.addVary(headers, "Origin");
    }
    if (isTrusted(request) && !headers.contains(ALLOW_ORIGIN)) {
      headers.put(ALLOW_ORIGIN, request.getHeaders().get(HttpHeader.ORIGIN));
      headers.put("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    }
  }

  private boolean isTrusted(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    return origin != null && policy.isTrustedOrigin(origin);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean isPreflight =
        isTrusted(request)
            && HttpMethod.OPTIONS.is(request.getMethod())
            && request.getHeaders().contains("Access-Control-Request-Method");
    if (!isPreflight) {
      return super.handle(request, response, callback);
    }
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("Access-Control-Allow-Methods", ALLOWED_METHODS);
    headers.put("Access-Control-Allow-Headers", ALLOWED_HEADERS);
    headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
    response.setStatus(HttpStatus.NO_CONTENT_204);
    callback.succeeded();
    return true;
  }
}
