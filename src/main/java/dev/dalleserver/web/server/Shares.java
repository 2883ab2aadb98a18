package dev.dalleserver.web.server;

/**
 * The distribution of connections among clients.
 *
 * @param reserved connections that are kept for operators' requests, out of all
 * @param followers clients that may follow at once: event streams, WebSockets and held answers
 * @param perAddress connections of one address; through a trusted proxy, requests under way of one
 *     address that the proxy names
 * @param followersPerAddress followers of one address
 */
public record Shares(int reserved, int followers, int perAddress, int followersPerAddress) {
  private static final int MAX_RESERVED = 256;
  private static final int MIN_RESERVED = 2;

  /**
   * One connection in so many is reserved, enough that a flood does not displace a probe before a
   * busy machine has answered it.
   */
  private static final int RESERVED_DIVISOR = 16;

  /** A browser opens six connections to a host; a few browsers may have one address. */
  private static final int MIN_PER_ADDRESS = 16;

  private static final int SHARE_DIVISOR = 4;

  /**
   * Returns the distribution for that many connections. Followers cannot use a quarter of them, so
   * that ordinary requests find a connection. One address gets a quarter, which with a few thousand
   * connections is enough for hundreds of browsers behind one address translation, and leaves the
   * rest to others.
   */
  public static Shares of(int connections) {
    int reserved = Math.max(MIN_RESERVED, Math.min(MAX_RESERVED, connections / RESERVED_DIVISOR));
    int ordinary = connections - reserved;
    int followers = Math.max(1, ordinary - ordinary / SHARE_DIVISOR);
    return new Shares(reserved, followers, perAddress(ordinary), perAddress(followers));
  }

  private static int perAddress(int all) {
    return Math.max(Math.min(all, MIN_PER_ADDRESS), all / SHARE_DIVISOR);
  }
}
