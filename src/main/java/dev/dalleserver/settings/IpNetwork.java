package dev.dalleserver.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8}.
 *
 * @param address any address in the range
 * @param prefix the number of leading bits that all addresses in the range share
 */
public record IpNetwork(InetAddress address, int prefix) {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,44}");
  private static final int MAX_NETWORKS = 100;

  /** Returns true for an address in the range; IPv4 and IPv6 never match each other. */
  public boolean contains(InetAddress other) {
    byte[] ownBytes = address.getAddress();
    byte[] otherBytes = other.getAddress();
    if (ownBytes.length != otherBytes.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
      int mask = 0xff << Math.max(0, Byte.SIZE - (prefix - bit)) & 0xff;
      if (((ownBytes[bit / Byte.SIZE] ^ otherBytes[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Parses addresses and ranges separated by commas; empty when one is neither. */
  static Optional<List<IpNetwork>> parseAll(String text) {
    List<IpNetwork> all = new ArrayList<>();
    for (String part : text.split(",", MAX_NETWORKS)) {
      Optional<IpNetwork> network = parse(part.strip());
      if (network.isEmpty()) {
        return Optional.empty();
      }
      all.add(network.get());
    }
    return Optional.of(List.copyOf(all));
  }

  private static Optional<IpNetwork> parse(String text) {
    int slash = text.indexOf('/');
    String withoutPrefix = slash < 0 ? text : text.substring(0, slash);
    // Accepts only literals, so that no name is looked up.
    if (!IPV4.matcher(withoutPrefix).matches() && !IPV6.matcher(withoutPrefix).matches()) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.getByName(withoutPrefix);
      int bits = address.getAddress().length * Byte.SIZE;
      return slash < 0
          ? Optional.of(new IpNetwork(address, bits))
          : Numbers.parse(text.substring(slash + 1), 0, bits)
              .map(prefix -> new IpNetwork(address, prefix));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
