package dev.dalleserver.settings;

import java.net.URI;
import java.util.Optional;

/**
 * The address under which clients reach the server when a proxy changes it.
 *
 * @param basePath the path in front of all paths, without a slash at its end; empty for none
 * @param publicUrl the base of absolute links, with the base path and without a slash at its end; if
 *     empty, links have the host that the client has named
 */
public record ExternalAddress(String basePath, Optional<URI> publicUrl) {
  /** The address of a server that no proxy changes. */
  public static final ExternalAddress NONE = new ExternalAddress("", Optional.empty());

  /**
   * Combines the two settings: each may have the path alone.
   *
   * @param basePath empty when it is not given
   */
  static ExternalAddress of(String basePath, Optional<URI> publicUrl) {
    String path = basePath.isEmpty() ? publicUrl.map(URI::getRawPath).orElse("") : basePath;
    return new ExternalAddress(
        path, publicUrl.map(url -> url.getRawPath().isEmpty() ? URI.create(url + path) : url));
  }

  /** Returns true when both have a path, and not the same. */
  boolean isContradictory() {
    return publicUrl.filter(url -> !url.getRawPath().equals(basePath)).isPresent();
  }
}
