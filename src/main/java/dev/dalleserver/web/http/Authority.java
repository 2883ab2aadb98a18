package dev.dalleserver.web.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

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
    return host.startsWith("[") ? isIpv6() : IPV4.matcher(host).matches();
  }

  @Override
  public String toString() {
    return host + port;
  }

  private boolean isIpv6() {
    try {
      // With a colon in it the text is never looked up.
      return host.contains(":") && InetAddress.getByName(host).getAddress().length > 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static String withoutLastDot(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
