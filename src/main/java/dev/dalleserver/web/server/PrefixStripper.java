package dev.dalleserver.web.server;

import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.RequestContext;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/**
 * Takes the prefix from the beginning of a request's path, for proxies that leave it there; all
 * code behind this class sees paths without it. A path without the prefix stays as it is: other
 * proxies have taken it away already.
 */
final class PrefixStripper {
  private final ExternalUrls urls;
  private final RouteTable routes;

  PrefixStripper(ExternalUrls urls, RouteTable routes) {
    this.urls = urls;
    this.routes = routes;
  }

  /** A request with another path. */
  private static final class Stripped extends Request.Wrapper {
    private final HttpURI uri;

    Stripped(Request request, HttpURI uri) {
      super(request);
      this.uri = uri;
    }

    @Override
    public HttpURI getHttpURI() {
      return uri;
    }
  }

  /** Records the prefix of the request's links, and returns the request without it. */
  Request strip(Request request) {
    String prefix = urls.prefix(request);
    if (prefix.isEmpty()) {
      return request;
    }
    RequestContext.of(request).recordPrefix(prefix);
    String path = String.valueOf(request.getHttpURI().getPath());
    int end = findEnd(prefix, path);
    if (end < 0) {
      return request;
    }
    String rest = end == path.length() ? "/" : path.substring(end);
    // "/dalle/simple/0x..." is a picture's path, also where the prefix is "/dalle".
    if (isOwnPath(prefix) && routes.find(rest).isEmpty()) {
      return request;
    }
    String query = request.getHttpURI().getQuery();
    return new Stripped(
        request,
        HttpURI.build(request.getHttpURI())
            .pathQuery(query == null ? rest : rest + "?" + query)
            .asImmutable());
  }

  /**
   * Finds the end of the prefix in a path that begins with it; -1 for any other path. A character
   * may be escaped, as some clients and proxies do with {@code ~}, but a slash must not be.
   */
  private static int findEnd(String prefix, String path) {
    int at = 0;
    for (int i = 0; i < prefix.length(); i++) {
      char expected = prefix.charAt(i);
      String escaped = "%%%02x".formatted((int) expected);
      if (path.startsWith(String.valueOf(expected), at)) {
        at++;
      } else if (expected != '/' && path.regionMatches(true, at, escaped, 0, escaped.length())) {
        at += escaped.length();
      } else {
        return -1;
      }
    }
    return at == path.length() || path.charAt(at) == '/' ? at : -1;
  }

  /** Returns true for a prefix with which paths of this server begin. */
  private boolean isOwnPath(String prefix) {
    return routes.paths().stream()
        .anyMatch(path -> path.equals(prefix) || path.startsWith(prefix + "/"));
  }
}
