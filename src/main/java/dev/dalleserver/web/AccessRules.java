package dev.dalleserver.web;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, before anything else looks at them, requests that would start, change or remove
 * something and may not: those without the token that is wanted, and those that another site's page
 * made a browser send.
 */
final class AccessRules {
  private static final String BEARER = "bearer ";
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private final AccessPolicy policy;
  private final Routes routes;

  AccessRules(AccessPolicy policy, Routes routes) {
    this.policy = policy;
    this.routes = routes;
  }

  /**
   * @throws ApiError 403 or 401 when the request must not go on
   */
  void check(Context ctx) {
    if (!changes(ctx)) {
      return;
    }
    try {
      refuseOtherSites(ctx);
      checkToken(ctx.header("Authorization"));
    } catch (ApiError refused) {
      // No handler will say which one it is.
      Exchange.of(ctx).matched(routes.patternFor(ctx.path()));
      throw refused;
    }
  }

  /** Switches count whatever the path is, so that no spelling of a path gets around the token. */
  private static boolean changes(Context ctx) {
    return !READING.contains(ctx.req().getMethod())
        || on(ctx.queryParam("generate"))
        || on(ctx.queryParam("remove"));
  }

  private static boolean on(@Nullable String value) {
    return value != null && !Set.of("", "0", "false").contains(value);
  }

  /**
   * Browsers say where a request comes from (Fetch Metadata); those that do not yet say so still
   * name the page's origin with everything but plain links and images.
   */
  private void refuseOtherSites(Context ctx) {
    String origin = ctx.header("Origin");
    if (origin != null && policy.trusts(origin)) {
      return;
    }
    String site = ctx.header("Sec-Fetch-Site");
    boolean foreign =
        site != null
            ? site.equals("cross-site") || site.equals("same-site")
            : origin != null && !sameHost(origin, ctx.header("Host"));
    if (foreign) {
      throw new ApiError(
          ErrorCode.FORBIDDEN,
          "another site's page may not start, change or remove anything here",
          "allow its origin with --cors-origin, or open the address yourself");
    }
  }

  private static boolean sameHost(String origin, @Nullable String host) {
    try {
      return URI.create(origin).getRawAuthority() != null
          && URI.create(origin).getRawAuthority().equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The part that needs no more than a request's header.
   *
   * @throws ApiError 401 when the method changes something and the token that it needs is missing
   */
  void checkToken(String method, @Nullable String authorization) {
    if (!READING.contains(method)) {
      checkToken(authorization);
    }
  }

  private void checkToken(@Nullable String authorization) {
    policy.token().ifPresent(token -> requireToken(authorization, token));
  }

  private static void requireToken(@Nullable String header, Predicate<String> token) {
    boolean bearer = header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER);
    if (!bearer || !token.test(header.substring(BEARER.length()))) {
      throw new ApiError(
              ErrorCode.UNAUTHORIZED,
              bearer ? "the token is not one that is accepted here" : "this needs a token",
              "expected the header Authorization: Bearer <token>")
          .with("WWW-Authenticate", "Bearer");
    }
  }
}
