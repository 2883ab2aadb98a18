package dev.dalleserver.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Distinguishes public internet addresses from all others, by the IANA special-purpose address
 * registries for IPv4 and IPv6.
 */
final class PublicAddress {
  /** First address, prefix length. */
  private static final int[][] SPECIAL_V4 = {
    {v4(0, 0), 8},
    {v4(10, 0), 8},
    {v4(100, 64), 10},
    {v4(127, 0), 8},
    {v4(169, 254), 16},
    {v4(172, 16), 12},
    {v4(192, 0), 24},
    {v4(192, 0) | 2 << 8, 24},
    {v4(192, 88) | 99 << 8, 24},
    {v4(192, 168), 16},
    {v4(198, 18), 15},
    {v4(198, 51) | 100 << 8, 24},
    {v4(203, 0) | 113 << 8, 24},
    {v4(224, 0), 3}
  };

  private PublicAddress() {}

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublicV4(bytes) : isPublicV6(bytes);
  }

  private static boolean isPublicV4(byte[] bytes) {
    int value =
        (bytes[0] & 0xff) << 24
            | (bytes[1] & 0xff) << 16
            | (bytes[2] & 0xff) << 8
            | (bytes[3] & 0xff);
    for (int[] range : SPECIAL_V4) {
      int mask = -1 << (32 - range[1]);
      if ((value & mask) == range[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns true for a public IPv6 address. Only 2000::/3 is allocated for global use, which
   * excludes loopback, mapped and compatible IPv4, 64:ff9b::/96, unique local, link-local and
   * multicast addresses.
   */
  private static boolean isPublicV6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    boolean global = (first & 0xe000) == 0x2000;
    // Teredo and the rest of 2001::/23, documentation, and 6to4, which embeds IPv4 addresses.
    boolean special =
        (first == 0x2001 && (second < 0x200 || second == 0xdb8))
            || first == 0x2002
            || (first == 0x3fff && second < 0x1000);
    return global && !special;
  }

  private static int v4(int first, int second) {
    return first << 24 | second << 16;
  }
}
