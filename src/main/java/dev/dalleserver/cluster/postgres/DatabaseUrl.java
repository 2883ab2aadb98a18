package dev.dalleserver.cluster.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is, as operators write it for PostgreSQL's own programs: {@code
 * postgresql://user@host:5432/name?sslmode=verify-full}. It never holds a password.
 *
 * @param jdbcUrl the same for the driver, without user and parameters
 * @param user empty for the driver's default
 * @param parameters by the names that the driver gives them
 */
public record DatabaseUrl(String jdbcUrl, String user, Map<String, String> parameters) {
  /** The parameters that may be given, and what the driver calls them. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "channel_binding", "channelBinding",
          "target_session_attrs", "targetServerType",
          "currentSchema", "currentSchema");

  /** Says what is wrong with a URL, and does not repeat it. */
  private static final class InvalidException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidException(String message) {
      super(message);
    }
  }

  private static final Map<String, String> SERVER_TYPES = Map.of("read-write", "primary");

  /** Hosts are taken as they are: there may be several, which {@link URI} does not know. */
  private static final Pattern FORM =
      Pattern.compile(
          "postgres(?:ql)?://(?:([^@/?#]*)@)?([A-Za-z0-9.,:\\[\\]_-]+)/([^/?#]+)(?:\\?([^#]*))?");

  public DatabaseUrl {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat the URL, which may
   *     contain a password by mistake
   */
  public static DatabaseUrl parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InvalidException(
          "not a database's URL: give postgresql://user@host:5432/name?sslmode=verify-full");
    }
    String user = form.group(1) == null ? "" : form.group(1);
    if (user.contains(":")) {
      throw new InvalidException(
          "the database's URL must not contain a password: put it into a file or PGPASSWORD");
    }
    checkHosts(form.group(2));
    String query = form.group(4) == null ? "" : form.group(4);
    return new DatabaseUrl(
        "jdbc:postgresql://" + form.group(2) + "/" + form.group(3), decode(user), read(query));
  }

  private static void checkHosts(String hosts) {
    for (String host : hosts.split(",", -1)) {
      try {
        if (new URI("postgresql://" + host + "/").getHost() == null) {
          throw new InvalidException("the database's URL has no valid host");
        }
      } catch (URISyntaxException e) {
        throw new InvalidException("the database's URL has no valid host");
      }
    }
  }

  private static Map<String, String> read(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String known = PARAMETERS.get(name);
      if (known == null || equals < 0) {
        throw new InvalidException(
            "the database's URL may have the parameters "
                + String.join(", ", PARAMETERS.keySet().stream().sorted().toList())
                + ", as name=value");
      }
      String value = decode(part.substring(equals + 1));
      parameters.put(known, SERVER_TYPES.getOrDefault(value, value));
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Returns host, port and name, for messages. */
  public String place() {
    return jdbcUrl.substring("jdbc:postgresql://".length());
  }

  /**
   * Returns what the driver is given beside the URL.
   *
   * @param password empty where none is needed
   */
  Properties properties(String password) {
    Properties properties = new Properties();
    parameters.forEach(properties::setProperty);
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    return properties;
  }
}
