package dev.dalleserver.settings;

import dev.dalleserver.net.IpLiteral;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Host names and addresses, judged by their text alone, without a DNS lookup. */
final class Hosts {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})");
  private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9._-]{1,32}$");

  private Hosts() {}

  /**
   * Returns the host without the brackets of an IPv6 address; empty when it is not a valid host.
   */
  static Optional<String> parse(String text) {
    String host = text.strip();
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    boolean valid =
        host.contains(":") ? parseLiteral(host).isPresent() : NAME.matcher(host).matches();
    return valid ? Optional.of(host) : Optional.empty();
  }

  /** Parses hosts separated by commas; empty when one of them is not valid. */
  static Optional<List<String>> parseAll(String text) {
    List<Optional<String>> hosts = Stream.of(text.split(",", -1)).map(Hosts::parse).toList();
    return hosts.stream().allMatch(Optional::isPresent)
        ? Optional.of(hosts.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }

  /**
   * Returns true when only this machine can reach {@code host}. In doubt returns false: for {@code
   * 127.1}, and for a name that may resolve to loopback today and to another address tomorrow.
   */
  static boolean isLoopback(String host) {
    return host.toLowerCase(Locale.ROOT).equals("localhost")
        || parseLiteral(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static Optional<InetAddress> parseLiteral(String host) {
    return IpLiteral.parse(host.contains(":") ? ZONE.matcher(host).replaceFirst("") : host);
  }
}
