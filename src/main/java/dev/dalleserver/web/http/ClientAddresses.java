package dev.dalleserver.web.http;

import dev.dalleserver.net.IpLiteral;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The identification of clients by address, so that each gets a share of the connections. Behind a
 * trusted proxy the address is the one that the proxy names. A client on the same machine has no
 * share of its own: it may be a proxy that the operator has not named, or a test with thousands of
 * connections, and such a client can do worse things than open sockets.
 */
public final class ClientAddresses {
  private static final Pattern FORWARDED_FOR = Pattern.compile("(?i)\\bfor=\"?([^\";,]+)");

  /**
   * The length of an IPv6 prefix. A subscriber gets at least such a network, so all addresses in it
   * are one client.
   */
  private static final int IPV6_BYTES = 8;

  /** The key of all clients that a trusted proxy does not name. */
  private static final String UNNAMED = "unnamed";

  private final Predicate<InetAddress> trustedProxies;

  public ClientAddresses(Predicate<InetAddress> trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  /**
   * Finds the client whose share a connection counts against, before the first request on it.
   *
   * @return the client's key; empty for loopback and for trusted proxies, which no share applies to
   */
  public Optional<String> ofConnection(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet
            && inet.getAddress() != null
            && !inet.getAddress().isLoopbackAddress()
            && !trustedProxies.test(inet.getAddress())
        ? Optional.of(key(inet.getAddress()))
        : Optional.empty();
  }

  /**
   * Finds the client whose share a request through a trusted proxy counts against.
   *
   * @return the client's key; empty when the request came from elsewhere, or when the proxy itself
   *     asks
   */
  public Optional<String> ofForwarded(Request request) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    if (!(remote instanceof InetSocketAddress inet)
        || inet.getAddress() == null
        || !trustedProxies.test(inet.getAddress())) {
      return Optional.empty();
    }
    List<String> hops = hops(request.getHeaders());
    // From the server outwards: each proxy appends the address that it has seen, and the first hop
    // that is not trusted may have made up all that stands to its left.
    for (int i = hops.size() - 1; i >= 0; i--) {
      Optional<InetAddress> hop = parseLiteral(hops.get(i));
      if (hop.isEmpty()) {
        return Optional.of(UNNAMED);
      }
      if (i == 0 || !trustedProxies.test(hop.get())) {
        return Optional.of(key(hop.get()));
      }
    }
    return Optional.empty();
  }

  /** Finds the client whose share a request counts against, with or without a proxy. */
  public Optional<String> of(Request request) {
    return ofForwarded(request)
        .or(() -> ofConnection(request.getConnectionMetaData().getRemoteSocketAddress()));
  }

  private static List<String> hops(HttpFields headers) {
    List<String> hops = headers.getCSV(HttpHeader.X_FORWARDED_FOR, true);
    if (!hops.isEmpty()) {
      return hops;
    }
    List<String> named = new ArrayList<>();
    headers
        .getValuesList(HttpHeader.FORWARDED)
        .forEach(
            value ->
                FORWARDED_FOR
                    .matcher(value)
                    .results()
                    .forEach(hop -> named.add(hop.group(1).strip())));
    return named;
  }

  /** Parses an address with or without a port; never a name, so that nothing is looked up. */
  static Optional<InetAddress> parseLiteral(String text) {
    String bare = text.strip();
    if (bare.startsWith("[")) {
      int end = bare.indexOf(']');
      bare = end < 0 ? "" : bare.substring(1, end);
    } else if (bare.indexOf(':') >= 0 && bare.indexOf(':') == bare.lastIndexOf(':')) {
      bare = bare.substring(0, bare.indexOf(':'));
    }
    return IpLiteral.parse(bare);
  }

  private static String key(InetAddress address) {
    return address instanceof Inet4Address
        ? address.getHostAddress()
        : Arrays.toString(Arrays.copyOf(address.getAddress(), IPV6_BYTES));
  }
}
