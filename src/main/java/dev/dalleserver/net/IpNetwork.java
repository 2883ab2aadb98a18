package dev.dalleserver.net;

import java.net.InetAddress;
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
  private static final Pattern PREFIX = Pattern.compile("[0-9]{1,9}");
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
  public static Optional<List<IpNetwork>> parseAll(String text) {
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
    return IpLiteral.parse(slash < 0 ? text : text.substring(0, slash))
        .flatMap(address -> of(address, slash < 0 ? "" : text.substring(slash)));
  }

  /**
   * @param prefix the number of bits behind a slash; empty for a single address
   */
  private static Optional<IpNetwork> of(InetAddress address, String prefix) {
    int bits = address.getAddress().length * Byte.SIZE;
    if (prefix.isEmpty()) {
      return Optional.of(new IpNetwork(address, bits));
    }
    return Optional.of(prefix.substring(1).strip())
        .filter(digits -> PREFIX.matcher(digits).matches())
        .map(Integer::parseInt)
        .filter(number -> number <= bits)
        .map(number -> new IpNetwork(address, number));
  }
}
