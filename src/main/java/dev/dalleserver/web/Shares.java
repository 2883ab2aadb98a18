package dev.dalleserver.web;

/**
 * How connections are shared out among clients.
 *
 * @param reserved connections that are kept for operators' questions, out of all
 * @param followers clients that may follow something at once: event streams, WebSockets, and
 *     answers that are held back
 * @param perAddress connections of one address; through a trusted proxy, requests under way of one
 *     address that the proxy names
 * @param followersPerAddress followers of one address
 */
public record Shares(int reserved, int followers, int perAddress, int followersPerAddress) {
  private static final int MOST_RESERVED = 256;
  private static final int FEWEST_RESERVED = 2;

  /** So many that a flood does not push a probe out before a busy machine has answered it. */
  private static final int RESERVED_PART = 16;

  /** A browser opens six connections to a host; a few browsers may have one address. */
  private static final int LEAST_PER_ADDRESS = 16;

  private static final int PART = 4;

  /**
   * What suits that many connections. A quarter is kept from followers, so that those who only ask
   * find a place. One address gets a quarter, which with a few thousand connections is hundreds of
   * browsers behind one address translation, and leaves the rest to others.
   */
  public static Shares of(int connections) {
    int reserved = Math.max(FEWEST_RESERVED, Math.min(MOST_RESERVED, connections / RESERVED_PART));
    int ordinary = connections - reserved;
    int followers = Math.max(1, ordinary - ordinary / PART);
    return new Shares(reserved, followers, perAddress(ordinary), perAddress(followers));
  }

  private static int perAddress(int all) {
    return Math.max(Math.min(all, LEAST_PER_ADDRESS), all / PART);
  }
}
