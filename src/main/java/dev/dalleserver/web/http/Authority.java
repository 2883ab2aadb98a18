package dev.dalleserver.web.http;

import dev.dalleserver.net.IpLiteral;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port as the header {@code Host} and URLs write them.
 *
 * @param host in lower case, without a dot at its end; an IPv6 address in brackets
 * @param port with its colon, or empty
 */
public record Authority(String host, String port) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9_]([A-Za-z0-9._-]{0,252}))(:[0-9]{0,5})?");

  /** Parses a host and a port; empty for null and for a text that is no host. */
  static Optional<Authority> parse(@Nullable String text) {
    Matcher form = FORM.matcher(text == null ? "" : text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String port = form.group(3) == null || form.group(3).equals(":") ? "" : form.group(3);
    return Optional.of(new Authority(withoutLastDot(form.group(1)), port));
  }

  /** Returns true for an IP address in its usual form, which needs no name lookup. */
  boolean isIpLiteral() {
    boolean bracketed = host.startsWith("[");
    String address = bracketed ? host.substring(1, host.length() - 1) : host;
    return bracketed == address.contains(":") && IpLiteral.parseUnambiguous(address).isPresent();
  }

  @Override
  public String toString() {
    return host + port;
  }

  static String withoutLastDot(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
