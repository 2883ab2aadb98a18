package dev.dalleserver.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The URLs that settings accept: http and https, without the parts that usually hold a secret. */
final class WebUrls {
  /** At most ten segments, without what a browser or a proxy could read in another way. */
  private static final Pattern BASE_PATH =
      Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]{1,100}){1,10}");

  private WebUrls() {}

  /** Parses a whole URL: no user and no fragment. */
  static Optional<URI> parseWithQuery(String text) {
    try {
      return Optional.of(new URI(text.strip())).filter(WebUrls::isPlain);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Returns what is wrong with a URL that is refused, without any part of it. */
  static String fault(String text) {
    String url = text.strip();
    if (url.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      return "a URL with a space, a line break or a character that is not ASCII";
    }
    if (!url.matches("(?i)[a-z][a-z0-9+.-]*://.*")) {
      return "a text without http:// or https:// in front";
    }
    if (!url.matches("(?i)https?://.*")) {
      return "a URL that is neither http nor https";
    }
    try {
      return fault(new URI(url));
    } catch (URISyntaxException e) {
      return "a URL that is not valid";
    }
  }

  private static String fault(URI url) {
    String authority = String.valueOf(url.getRawAuthority());
    if (authority.contains("@")) {
      return "a URL with a user or a password";
    }
    if (url.getHost() == null) {
      return authority.contains("_")
          ? "a URL whose host has an underscore, which names of hosts must not have"
          : "a URL without a valid host";
    }
    if (url.getPort() == 0 || url.getPort() > 65535) {
      return "a URL with a port that is not from 1 to 65535";
    }
    if (url.getRawFragment() != null) {
      return "a URL with a fragment";
    }
    return url.getRawQuery() == null ? "a URL that is not usable here" : "a URL with a query";
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

  /** Parses a path in front of all paths, without a slash at its end; empty text for the root. */
  static Optional<String> parseBasePath(String text) {
    String path = text.strip();
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    boolean root = path.equals("/");
    return root || BASE_PATH.matcher(bare).matches() ? Optional.of(bare) : Optional.empty();
  }

  /** Parses the base of absolute links, without a slash at its end. */
  static Optional<URI> parsePublicUrl(String text) {
    return parseWithQuery(text)
        .filter(url -> url.getRawQuery() == null)
        .flatMap(
            url ->
                parseBasePath(url.getRawPath().isEmpty() ? "/" : url.getRawPath())
                    .map(path -> URI.create(origin(url) + path)));
  }

  private static String origin(URI url) {
    return (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
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
        && url.getPort() != 0
        && url.getPort() <= 65535
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null;
  }
}
