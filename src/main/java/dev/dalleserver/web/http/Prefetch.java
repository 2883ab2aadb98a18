package dev.dalleserver.web.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Detects requests that a browser sends before its user has asked for the page, by {@code
 * Sec-Purpose} and the headers that browsers sent before it was standardized.
 */
public final class Prefetch {
  private static final List<String> HEADERS =
      List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");

  private static final Set<String> PURPOSES = Set.of("prefetch", "prerender", "preview");

  private Prefetch() {}

  public static boolean isPrefetch(HttpFields headers) {
    return HEADERS.stream().anyMatch(header -> isPrefetchPurpose(headers.get(header)));
  }

  private static boolean isPrefetchPurpose(@Nullable String value) {
    if (value == null) {
      return false;
    }
    String lower = value.toLowerCase(Locale.ROOT);
    return PURPOSES.stream().anyMatch(lower::contains);
  }
}
