package dev.dalleserver.web.http;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that the server accepts as its own: IP literals, {@code localhost}, and the names that
 * the operator has given. The owner of another site can make that site's name resolve to this
 * server, but not one of these.
 */
public final class AcceptedHosts {
  private static final String LOCALHOST = "localhost";

  private final Set<String> names;
  private final Optional<String> publicAuthority;

  /**
   * @param names without ports; an IPv6 address may be given without brackets
   */
  public AcceptedHosts(Collection<String> names) {
    this(names, Optional.empty());
  }

  /**
   * @param names without ports; an IPv6 address may be given without brackets
   * @param publicAuthority the host, with its port if it has one, of the server's public URL
   */
  public AcceptedHosts(Collection<String> names, Optional<String> publicAuthority) {
    this.publicAuthority = publicAuthority;
    this.names =
        Stream.concat(Stream.of(LOCALHOST), names.stream().map(Authority::withoutLastDot))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Finds the host that the request was sent to; empty when it names none, or one that is not
   * accepted.
   */
  public Optional<Authority> find(Request request) {
    // An absolute target names a host besides the header's: then both must be accepted.
    Optional<Authority> named = parseAccepted(request.getHttpURI().getAuthority());
    return named.isPresent() ? parseAccepted(request.getHeaders().get(HttpHeader.HOST)) : named;
  }

  /** Parses {@code authority}; empty when it is no host, or one that is not accepted. */
  Optional<Authority> parseAccepted(@Nullable String authority) {
    return Authority.parse(authority).filter(it -> it.isIpLiteral() || names.contains(it.host()));
  }

  /** Returns true for the host and port of the public URL: its pages are this server's own. */
  boolean isPublic(String authority) {
    return publicAuthority.filter(authority::equalsIgnoreCase).isPresent();
  }

  /** Creates the error for a request whose host is not accepted. */
  public static ApiError misdirected(Request request, String purpose) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    return new ApiError(
        ErrorCode.MISDIRECTED_REQUEST,
        "this server does not accept that host",
        "received "
            + (host == null ? "no Host" : "Host '" + ErrorMapping.echo(host) + "'")
            + "; to "
            + purpose
            + ", expected an IP address, localhost, the name in --host, or one that"
            + " --allowed-hosts or --public-url names");
  }
}
