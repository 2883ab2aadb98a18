package dev.dalleserver.settings;

import dev.dalleserver.net.IpNetwork;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The address that the server listens on, and what clients may do there.
 *
 * @param host name or address to bind, without brackets
 * @param port 0 to 65535; 0 picks a free one
 * @param apiTokens tokens of which a client needs one to start, change or remove something; if
 *     empty, no token is needed
 * @param allowAnonymous whether the operator accepts that unknown clients can spend the key's money
 * @param corsOrigins origins whose pages may read answers, or the single {@code *}
 * @param allowedHosts further names that requests with an effect may have in {@code Host}
 * @param strictMethods whether GETs that change something are refused
 * @param trustedProxies peers that name the client that they forward for, and the host, scheme and
 *     prefix of its request
 * @param external the address under which clients reach the server
 */
public record WebSettings(
    String host,
    int port,
    List<Secret> apiTokens,
    boolean allowAnonymous,
    List<String> corsOrigins,
    List<String> allowedHosts,
    boolean strictMethods,
    List<IpNetwork> trustedProxies,
    External external) {

  public WebSettings {
    apiTokens = List.copyOf(apiTokens);
    corsOrigins = List.copyOf(corsOrigins);
    allowedHosts = List.copyOf(allowedHosts);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * The address under which clients reach the server when a proxy changes it.
   *
   * @param basePath the path in front of all paths, without a slash at its end; empty for none
   * @param publicUrl the base of absolute links, with the base path and without a slash at its end;
   *     if empty, links have the host that the client has named
   */
  public record External(String basePath, Optional<URI> publicUrl) {
    /** The address of a server that no proxy changes. */
    public static final External NONE = new External("", Optional.empty());

    /**
     * Combines the two settings: each may have the path alone.
     *
     * @param basePath empty when it is not given
     */
    static External of(String basePath, Optional<URI> publicUrl) {
      String path = basePath.isEmpty() ? publicUrl.map(URI::getRawPath).orElse("") : basePath;
      return new External(
          path, publicUrl.map(url -> url.getRawPath().isEmpty() ? URI.create(url + path) : url));
    }

    /** Returns true when both have a path, and not the same. */
    boolean isContradictory() {
      return publicUrl.filter(url -> !url.getRawPath().equals(basePath)).isPresent();
    }
  }
}
