package dev.dalleserver.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text; no name is ever looked up. */
public final class IpLiteral {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,44}");

  private IpLiteral() {}

  /**
   * Parses four decimal numbers with dots, leading zeros allowed, or an IPv6 address without
   * brackets and zone; empty for any other text, such as {@code 127.1}.
   */
  public static Optional<InetAddress> parse(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Parses an address whose text all programs read alike: {@code 010.0.0.1} is octal to some, so
   * that an IPv4 address must have its usual form.
   */
  public static Optional<InetAddress> parseUnambiguous(String text) {
    return parse(text)
        .filter(address -> text.contains(":") || address.getHostAddress().equals(text));
  }
}
