package dev.dalleserver.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host, or a host and a port, that the operator names: {@code files.local} or {@code
 * files.local:9000}.
 *
 * @param host lower case, without brackets and without a dot at its end
 * @param port empty for any port
 */
public record HostPattern(String host, OptionalInt port) {
  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252}))(?::(\\d{1,5}))?");
  private static final int MAX_PORT = 65535;
  private static final int MAX_HOSTS = 1_000;

  /** Returns true when the host is this one and the port is allowed. */
  public boolean matches(String otherHost, int otherPort) {
    return host.equals(normalize(otherHost)) && (port.isEmpty() || port.getAsInt() == otherPort);
  }

  /** Parses {@code host[:port]}; an IPv6 address needs brackets when a port follows it. */
  public static Optional<HostPattern> parse(String text) {
    String stripped = text.strip();
    if (IpLiteral.parse(stripped).isPresent() && stripped.contains(":")) {
      return Optional.of(new HostPattern(normalize(stripped), OptionalInt.empty()));
    }
    Matcher form = FORM.matcher(stripped);
    if (!form.matches()) {
      return Optional.empty();
    }
    String digits = form.group(2);
    OptionalInt port =
        digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    return Optional.of(new HostPattern(normalize(form.group(1)), port))
        .filter(pattern -> pattern.port.isEmpty() || isPort(pattern.port.getAsInt()));
  }

  /** Parses hosts separated by commas; empty when one of them is not valid. */
  public static Optional<List<HostPattern>> parseAll(String text) {
    List<HostPattern> all = new ArrayList<>();
    for (String part : text.split(",", MAX_HOSTS)) {
      Optional<HostPattern> pattern = parse(part);
      if (pattern.isEmpty()) {
        return Optional.empty();
      }
      all.add(pattern.get());
    }
    return Optional.of(List.copyOf(all));
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  /** Returns the host in the one form that is compared. */
  static String normalize(String host) {
    String plain = host.toLowerCase(Locale.ROOT);
    if (plain.startsWith("[") && plain.endsWith("]")) {
      plain = plain.substring(1, plain.length() - 1);
    }
    return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
  }

  @Override
  public String toString() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return port.isEmpty() ? shown : shown + ":" + port.getAsInt();
  }
}
