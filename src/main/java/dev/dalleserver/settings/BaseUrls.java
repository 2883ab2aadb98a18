package dev.dalleserver.settings;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The base URLs of APIs, to which paths are appended. An endpoint that was copied whole ({@code
 * .../v1/images/generations}) is cut back to its base.
 */
final class BaseUrls {
  private static final Pattern SLASHES = Pattern.compile("(?<!/)/++$");
  private static final Pattern ENDPOINT =
      Pattern.compile(
          "(?<!/)/++(?:images/(?:generations|edits|variations)|chat/completions|completions|responses"
              + "|models)/*+$");
  private static final Pattern VERSION_QUERY = Pattern.compile("api-version=[A-Za-z0-9._-]{1,64}");

  private static final Pattern AZURE =
      Pattern.compile("(?i)\\.(?:openai|cognitiveservices|services\\.ai)\\.azure\\.com$");

  private BaseUrls() {}

  /**
   * Parses a base URL: no user, no fragment, and no query but the {@code api-version} of Azure.
   * Slashes at the end of its path are dropped, and so is an endpoint.
   */
  static Optional<URI> parse(String text) {
    return WebUrls.parseWithQuery(ApiKeyText.cleanUrl(text))
        .filter(url -> isAscii(url))
        .filter(url -> url.getRawQuery() == null || isVersion(url.getRawQuery()))
        .map(BaseUrls::plain);
  }

  /** Returns true when the text names an endpoint, not a base. */
  static boolean namesEndpoint(String text) {
    return WebUrls.parseWithQuery(ApiKeyText.cleanUrl(text))
        .filter(url -> ENDPOINT.matcher(url.getRawPath()).find())
        .isPresent();
  }

  /** Returns true for a known API whose base URL has a path, when there is none. */
  static boolean needsVersion(URI base) {
    boolean known = base.getHost().equalsIgnoreCase("api.openai.com") || isAzure(base);
    return known && base.getRawPath().isEmpty() && base.getRawQuery() == null;
  }

  /** Returns true for a resource of Azure OpenAI. */
  static boolean isAzure(URI base) {
    return AZURE.matcher(base.getHost()).find();
  }

  /** Returns the same server's origin: scheme, host and port. */
  static String origin(URI url) {
    boolean secure = "https".equalsIgnoreCase(url.getScheme());
    int usual = secure ? 443 : 80;
    int port = url.getPort() < 0 ? usual : url.getPort();
    return (url.getScheme() + "://" + url.getHost() + ":" + port).toLowerCase(Locale.ROOT);
  }

  /** A character that is not ASCII is an invisible one that was copied along. */
  private static boolean isAscii(URI url) {
    return url.toString().chars().allMatch(c -> c < 0x7f);
  }

  private static boolean isVersion(String query) {
    return query.isEmpty() || VERSION_QUERY.matcher(query).matches();
  }

  private static URI plain(URI url) {
    String path =
        SLASHES.matcher(ENDPOINT.matcher(url.getRawPath()).replaceFirst("")).replaceFirst("");
    String query = url.getRawQuery();
    return URI.create(
        url.getScheme()
            + "://"
            + url.getRawAuthority()
            + path
            + (query == null || query.isEmpty() ? "" : "?" + query));
  }
}
