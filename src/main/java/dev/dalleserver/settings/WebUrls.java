package dev.dalleserver.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The URLs that settings accept: http and https, without the parts that usually hold a secret. */
final class WebUrls {
  private WebUrls() {}

  /** Parses a whole URL: no user and no fragment. */
  static Optional<URI> parseWithQuery(String text) {
    try {
      return Optional.of(new URI(text.strip())).filter(WebUrls::isPlain);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * Parses origins separated by commas, in the form that browsers send, lower-cased, or the single
   * {@code *}.
   */
  static Optional<List<String>> parseOrigins(String text) {
    if (text.strip().equals("*")) {
      return Optional.of(List.of("*"));
    }
    List<String> origins =
        Stream.of(text.split(",", -1)).map(part -> part.strip().toLowerCase(Locale.ROOT)).toList();
    return origins.stream().allMatch(WebUrls::isOrigin) ? Optional.of(origins) : Optional.empty();
  }

  private static boolean isOrigin(String text) {
    return parseWithQuery(text)
        .filter(url -> text.equals(url.getScheme() + "://" + url.getRawAuthority()))
        .isPresent();
  }

  private static boolean isPlain(URI url) {
    boolean web =
        "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    // A null host means that the authority could not be parsed: "http://a_b:c", "http:///x".
    return web
        && url.getHost() != null
        && url.getPort() <= 65535
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null;
  }
}
