package dev.dalleserver.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy as {@code HTTPS_PROXY} and its like name it: {@code http://user:password@host:port}.
 *
 * @param kind how it is spoken to
 * @param host a name or an address, without brackets
 * @param user empty when the proxy asks for none
 * @param password empty when there is none
 */
public record ProxyServer(Kind kind, String host, int port, String user, String password) {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int SOCKS_PORT = 1080;

  /** The protocols of proxies. */
  public enum Kind {
    HTTP(HTTP_PORT),
    /** A proxy that itself is spoken to over TLS. */
    HTTPS(HTTPS_PORT),
    SOCKS(SOCKS_PORT);

    private final int defaultPort;

    Kind(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    private static Optional<Kind> ofScheme(String scheme) {
      return switch (scheme.toLowerCase(Locale.ROOT)) {
        case "http" -> Optional.of(HTTP);
        case "https" -> Optional.of(HTTPS);
        case "socks", "socks4", "socks4a", "socks5", "socks5h" -> Optional.of(SOCKS);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Parses a proxy; without a scheme it is an HTTP proxy. The user and the password may be encoded
   * with percent signs. Empty when there is no valid host.
   */
  public static Optional<ProxyServer> parse(String text) {
    String rest = text.strip();
    Kind kind = Kind.HTTP;
    Matcher scheme = SCHEME.matcher(rest);
    if (scheme.matches()) {
      Optional<Kind> known = Kind.ofScheme(scheme.group(1));
      if (known.isEmpty()) {
        return Optional.empty();
      }
      kind = known.get();
      rest = scheme.group(2);
    }
    // The last @, since passwords are often not encoded.
    int at = rest.lastIndexOf('@');
    String[] account = (at < 0 ? "" : rest.substring(0, at)).split(":", 2);
    String server = rest.substring(at + 1).replaceFirst("[/?#].*$", "");
    Kind found = kind;
    return HostPattern.parse(server)
        .map(
            place ->
                new ProxyServer(
                    found,
                    place.host(),
                    place.port().orElse(found.defaultPort),
                    decode(account[0]),
                    account.length > 1 ? decode(account[1]) : ""));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  /** Returns why this server cannot use the proxy; empty when it can. */
  public Optional<String> unsupported() {
    if (kind == Kind.HTTPS) {
      return Optional.of("a proxy over https");
    }
    return kind == Kind.SOCKS && !user.isEmpty()
        ? Optional.of("a SOCKS proxy with a user")
        : Optional.empty();
  }

  /** Returns host and port, without the user and the password. */
  public String place() {
    return new HostPattern(host, OptionalInt.of(port)).toString();
  }

  /** Shows neither the user nor the password. */
  @Override
  public String toString() {
    return "ProxyServer[" + kind + " " + place() + "]";
  }
}
