package dev.dalleserver.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that are reached without a proxy, as {@code NO_PROXY} names them: {@code *} for all, a
 * name with all names below it ({@code example.org}, {@code .example.org}, {@code *.example.org}),
 * an IP address or range ({@code 10.0.0.0/8}), each but {@code *} and ranges with a port on request
 * ({@code example.org:8080}). Names are not looked up.
 *
 * @param entries the parsed list, in order
 */
public record ProxyExceptions(List<Entry> entries) {
  /** No exceptions. */
  public static final ProxyExceptions NONE = new ProxyExceptions(List.of());

  private static final int MAX_ENTRIES = 1_000;
  private static final Pattern NAME_AND_PORT = Pattern.compile("(.+?)(?::(\\d{1,5}))?");

  public ProxyExceptions {
    entries = List.copyOf(entries);
  }

  /**
   * One entry of the list.
   *
   * @param name a name without leading dot, or empty when {@code network} is given
   * @param network the addresses, or empty
   * @param port empty for any
   */
  public record Entry(String name, Optional<IpNetwork> network, OptionalInt port) {
    private boolean covers(String host, Optional<InetAddress> address, int hostPort) {
      if (port.isPresent() && port.getAsInt() != hostPort) {
        return false;
      }
      if (network.isPresent()) {
        return address.filter(network.get()::contains).isPresent();
      }
      return name.equals("*") || host.equals(name) || host.endsWith("." + name);
    }
  }

  /**
   * Parses entries separated by commas or white space, some of which may be empty. Empty when one
   * has a control character; any other text may be a name.
   */
  public static Optional<ProxyExceptions> parse(String text) {
    List<Entry> entries = new ArrayList<>();
    for (String part : text.split("[,\\s]+", MAX_ENTRIES)) {
      if (part.chars().anyMatch(Character::isISOControl)) {
        return Optional.empty();
      }
      if (!part.isEmpty()) {
        entries.add(entry(part));
      }
    }
    return Optional.of(new ProxyExceptions(entries));
  }

  private static Entry entry(String text) {
    Optional<IpNetwork> network = network(text);
    if (network.isPresent()) {
      return new Entry("", network, OptionalInt.empty());
    }
    Matcher parts = NAME_AND_PORT.matcher(text);
    String host = parts.matches() ? parts.group(1) : text;
    String digits = parts.matches() ? parts.group(2) : null;
    OptionalInt port =
        digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    String name = HostPattern.normalize(host.replaceFirst("^\\*?\\.(?=.)", ""));
    return new Entry(name, network(name), port);
  }

  private static Optional<IpNetwork> network(String text) {
    return IpNetwork.parseAll(text)
        .filter(networks -> networks.size() == 1)
        .map(networks -> networks.get(0));
  }

  /** Returns true when this host is to be reached without a proxy. */
  public boolean covers(String host, int port) {
    String name = HostPattern.normalize(host);
    Optional<InetAddress> address = IpLiteral.parse(name);
    return entries.stream().anyMatch(entry -> entry.covers(name, address, port));
  }
}
