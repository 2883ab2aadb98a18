package dev.dalleserver.web.http;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The rules that refuse requests to start, change or remove something: requests without a token
 * that is required, requests that another site's page made a browser send, and requests for a host
 * that is not this server's. They are checked before a request's body is received, where the effect
 * is certain without the query, and by the route that a request is dispatched to, right before its
 * handler runs. Both check the same, by the header alone and in the same order.
 */
public final class AccessRules {
  private static final String BEARER = "bearer ";

  /**
   * The values of {@code Sec-Fetch-Site} for requests by a page of this server, or by the browser's
   * user.
   */
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private final AccessPolicy policy;

  public AccessRules(AccessPolicy policy) {
    this.policy = policy;
  }

  /**
   * @throws ApiError 405, 421, 403 or 401 when the request is refused
   */
  public void check(Route route, Operation operation, Context ctx) {
    if (!operation.isChangeRequested(ctx)) {
      return;
    }
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    if (operation.effect() == Effect.BY_PARAMETERS) {
      refuseChangeByGet(route);
      requireMayChange(request);
    } else {
      checkChange(request);
    }
  }

  /**
   * Checks a request whose operation always changes something, independently of its query and body.
   *
   * @throws ApiError 421, 403 or 401
   */
  public void checkChange(Request request) {
    if (Prefetch.isPrefetch(request.getHeaders())) {
      throw new ApiError(
          ErrorCode.FORBIDDEN,
          "a prefetch may not start, change or remove anything",
          "expected no Sec-Purpose, Purpose or X-Moz in a request that a person asks for");
    }
    requireMayChange(request);
  }

  private void requireMayChange(Request request) {
    if (policy.isHostRequired() && policy.hosts().find(request).isEmpty()) {
      throw AcceptedHosts.misdirected(request, "start, change or remove something");
    }
    refuseOtherSites(request.getHeaders(), "start, change or remove anything here");
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    policy.tokens().get().ifPresent(token -> requireToken(authorization, token));
  }

  /** Returns true when only clients with a token may change something. */
  public boolean needsToken() {
    return policy.tokens().get().isPresent();
  }

  /**
   * Checks a request before its upgrade to WebSocket. Browsers let any page open a WebSocket and
   * read what the server sends, so the page's origin counts also where nothing is to be changed.
   *
   * @throws ApiError 405, 421, 403 or 401
   */
  public void checkUpgrade(Route route, Operation operation, Context ctx) {
    refuseOtherSites(
        ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders(),
        "open a WebSocket here");
    check(route, operation, ctx);
  }

  private void refuseChangeByGet(Route route) {
    if (policy.strictMethods()) {
      throw new ApiError(
              ErrorCode.METHOD_NOT_ALLOWED,
              "a GET may not start or remove anything here",
              "the server runs with --strict-methods; expected POST /dalle/{series}/{address} to"
                  + " make a picture, DELETE with ?remove=1 to remove one")
          .withHeader("Allow", String.join(", ", route.methodsWithoutSwitches()));
    }
  }

  /**
   * Refuses requests that come from other sites' pages. Browsers say where a request comes from
   * (Fetch Metadata). Over plain HTTP they do not, but they name the page's origin with everything
   * except plain links and images, and mostly the page itself with these.
   */
  private void refuseOtherSites(HttpFields headers, String what) {
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null && policy.isTrustedOrigin(origin)) {
      return;
    }
    String site = headers.get("Sec-Fetch-Site");
    boolean own = site != null ? OWN_SITE.contains(site) : isOwnSite(headers, origin);
    if (!own) {
      throw new ApiError(
          ErrorCode.FORBIDDEN,
          "another site's page may not " + what,
          "allow its origin with --cors-origin, or open the address yourself");
    }
  }

  private boolean isOwnSite(HttpFields headers, @Nullable String origin) {
    String host = headers.get(HttpHeader.HOST);
    String referer = headers.get(HttpHeader.REFERER);
    return (origin == null || isSameHost(origin, host))
        && (referer == null
            || isSameHost(referer, host)
            || policy.isTrustedOrigin(originOf(referer)));
  }

  private boolean isSameHost(String page, @Nullable String host) {
    try {
      String authority = URI.create(page).getRawAuthority();
      return authority != null
          && (authority.equalsIgnoreCase(host) || policy.hosts().isPublic(authority));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String originOf(String page) {
    try {
      URI uri = URI.create(page);
      return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static void requireToken(@Nullable String header, Predicate<String> token) {
    String given = header == null ? "" : header;
    boolean bearer = given.toLowerCase(Locale.ROOT).startsWith(BEARER);
    if (!bearer || !token.test(given.substring(BEARER.length()))) {
      throw new ApiError(
              ErrorCode.UNAUTHORIZED,
              bearer ? "the token is not one that is accepted here" : "this needs a token",
              "expected the header Authorization: Bearer <token>")
          .withHeader("WWW-Authenticate", "Bearer");
    }
  }
}
