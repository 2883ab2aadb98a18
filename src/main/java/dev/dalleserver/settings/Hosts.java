package dev.dalleserver.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Host names and addresses, judged by their text alone, without a DNS lookup. */
final class Hosts {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,32})?");
  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private Hosts() {}

  /**
   * Returns the host without the brackets of an IPv6 address; empty when it is not a valid host.
   */
  static Optional<String> parse(String text) {
    String host = text.strip();
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    boolean valid = host.contains(":") ? isIpv6(host) : NAME.matcher(host).matches();
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
    if (host.contains(":")) {
      return isIpv6(host) && parseLiteral(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }
    return host.toLowerCase(Locale.ROOT).equals("localhost") || LOOPBACK_V4.matcher(host).matches();
  }

  private static boolean isIpv6(String host) {
    return IPV6.matcher(host).matches() && parseLiteral(withoutZone(host)).isPresent();
  }

  private static String withoutZone(String host) {
    int zone = host.indexOf('%');
    return zone < 0 ? host : host.substring(0, zone);
  }

  /**
   * Parses an address literal. A text with a colon is never looked up: it is a literal or an error.
   */
  private static Optional<InetAddress> parseLiteral(String host) {
    try {
      return Optional.of(InetAddress.getByName(withoutZone(host)));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
