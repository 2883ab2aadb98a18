package dev.dalleserver.web.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * The URLs under which clients reach this server, which a proxy in front of it may change: another
 * host and scheme, and a path in front of all paths, the prefix. A link without a host begins with
 * {@link RequestContext#prefix()}.
 */
public final class ExternalUrls {
  /** One segment or more, without what a browser or a proxy could read in another way. */
  private static final Pattern PREFIX =
      Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]{1,100}){1,10}");

  private final String basePath;
  private final Optional<String> publicUrl;
  private final Predicate<InetAddress> trustedProxies;
  private final AcceptedHosts hosts;

  /**
   * @param basePath the prefix, unless a trusted proxy names one; empty for none
   * @param publicUrl the base of absolute links, with the prefix; if empty, links have the host
   *     that the client has named
   * @param trustedProxies accepts the peers that may name a prefix and a host
   * @param hosts the hosts that links may have
   */
  public ExternalUrls(
      String basePath,
      Optional<URI> publicUrl,
      Predicate<InetAddress> trustedProxies,
      AcceptedHosts hosts) {
    this.basePath = basePath;
    this.publicUrl = publicUrl.map(URI::toString);
    this.trustedProxies = trustedProxies;
    this.hosts = hosts;
  }

  /** Creates the URLs of a server that no proxy changes. */
  public static ExternalUrls unchanged(AcceptedHosts hosts) {
    return new ExternalUrls("", Optional.empty(), peer -> false, hosts);
  }

  /** Returns the prefix of the request's links: empty, or a path without a slash at its end. */
  public String prefix(Request request) {
    HttpFields headers = request.getHeaders();
    if (!headers.contains("X-Forwarded-Prefix") || !isFromTrustedProxy(request)) {
      return basePath;
    }
    return ForwardedHeaders.prefix(headers)
        .map(ExternalUrls::withoutLastSlash)
        .filter(text -> PREFIX.matcher(text).matches())
        .orElse(basePath);
  }

  /** Returns the base of absolute links in the OpenAPI document: the public URL, or the prefix. */
  public String documentBase(String prefix) {
    return publicUrl.orElse(prefix.isEmpty() ? "/" : prefix);
  }

  /**
   * Returns the base of absolute links, without a slash at its end; empty when the request names a
   * host that is not accepted.
   */
  public Optional<String> base(Request request) {
    return publicUrl.or(
        () -> {
          HttpFields headers = request.getHeaders();
          // The scheme is believed of every client: it only changes that client's own links.
          boolean secure = ForwardedHeaders.scheme(headers).filter("https"::equals).isPresent();
          String prefix = RequestContext.of(request).prefix();
          return authority(request)
              .map(host -> (secure ? "https" : "http") + "://" + host + prefix);
        });
  }

  private Optional<Authority> authority(Request request) {
    Optional<String> forwarded =
        isFromTrustedProxy(request)
            ? ForwardedHeaders.host(request.getHeaders())
            : Optional.empty();
    return forwarded.isPresent() ? hosts.parseAccepted(forwarded.get()) : hosts.find(request);
  }

  private boolean isFromTrustedProxy(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress peer
        && peer.getAddress() != null
        && trustedProxies.test(peer.getAddress());
  }

  private static String withoutLastSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
