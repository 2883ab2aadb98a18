package dev.dalleserver.web.http;

import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What proxies say about the request that they forward: {@code X-Forwarded-...}, or the same
 * parameter of {@code Forwarded} (RFC 7239). Each proxy appends to a list; the first element is
 * from the proxy that the client connected to.
 */
final class ForwardedHeaders {
  private ForwardedHeaders() {}

  /** Returns the scheme of the client's request, in lower case. */
  static Optional<String> scheme(HttpFields headers) {
    return first(headers, "X-Forwarded-Proto")
        .or(() -> parameter(headers, "proto"))
        .map(text -> text.toLowerCase(Locale.ROOT));
  }

  /** Returns the host, and the port if there is one, that the client has named. */
  static Optional<String> host(HttpFields headers) {
    return first(headers, "X-Forwarded-Host").or(() -> parameter(headers, "host"));
  }

  /** Returns the path that a proxy has taken from the beginning of the client's. */
  static Optional<String> prefix(HttpFields headers) {
    return first(headers, "X-Forwarded-Prefix");
  }

  private static Optional<String> first(HttpFields headers, String name) {
    return Optional.ofNullable(headers.get(name))
        .map(ForwardedHeaders::firstElement)
        .filter(element -> !element.isEmpty());
  }

  /** Returns the first element of a list that is not empty (RFC 9110, section 5.6.1.2). */
  private static String firstElement(String list) {
    for (int from = 0; from <= list.length(); ) {
      int to = end(list, from, ",");
      String element = list.substring(from, to).strip();
      if (!element.isEmpty()) {
        return element;
      }
      from = to + 1;
    }
    return "";
  }

  private static Optional<String> parameter(HttpFields headers, String name) {
    String list = headers.get(HttpHeader.FORWARDED);
    if (list == null) {
      return Optional.empty();
    }
    String element = firstElement(list);
    for (int from = 0; from < element.length(); ) {
      int to = end(element, from, ";");
      String pair = element.substring(from, to);
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
        return Optional.of(unquote(pair.substring(equals + 1).strip())).filter(v -> !v.isEmpty());
      }
      from = to + 1;
    }
    return Optional.empty();
  }

  /**
   * Finds the end of the element that begins at {@code from}; separators in quotes do not count.
   */
  private static int end(String text, int from, String separator) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && separator.indexOf(c) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
  }
}
