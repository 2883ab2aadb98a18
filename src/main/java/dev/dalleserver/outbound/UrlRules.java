package dev.dalleserver.outbound;

import dev.dalleserver.net.HostPattern;
import dev.dalleserver.net.IpLiteral;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a URL that a client or a provider has chosen: it may lead over https to public
 * addresses, or in any way to the exact host and port that the operator has configured, and to the
 * hosts that the operator allows besides.
 */
public final class UrlRules {
  /**
   * Matches what OkHttp treats as an address and does not look up, so that {@link #dns()} never
   * sees it.
   */
  private static final Pattern LITERAL = Pattern.compile("[\\d.]+|(?=[^:]*+:)[0-9a-fA-F:.]++");

  private final String label;
  private final Optional<HttpUrl> configured;
  private final Dns resolver;
  private final Optional<AllowedHosts> allowed;

  /**
   * The hosts that the operator allows in addition, over http too and with any address.
   *
   * @param setting the flag that names them, for messages
   */
  public record AllowedHosts(String setting, List<HostPattern> hosts) {
    public AllowedHosts {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * Creates the rules.
   *
   * @param what the name of the URL in messages: "image URL"
   * @param configured set by the operator, who may name any address
   */
  public UrlRules(String what, Optional<HttpUrl> configured, Dns resolver) {
    this(what, configured, resolver, Optional.empty());
  }

  /**
   * Creates rules that the operator can widen.
   *
   * @param allowed if present, messages name the URL's host and this setting
   */
  public UrlRules(
      String what, Optional<HttpUrl> configured, Dns resolver, Optional<AllowedHosts> allowed) {
    this.label = what;
    this.configured = configured;
    this.resolver = resolver;
    this.allowed = allowed;
  }

  /** Creates rules that use the system's name service, for callers that do not know OkHttp. */
  public static UrlRules of(String what, Optional<URI> configured) {
    return new UrlRules(what, configured.map(HttpUrl::get), Dns.SYSTEM);
  }

  /** Returns why {@code url} must not be called, as far as known without looking its name up. */
  public Optional<String> problem(URI url) {
    try {
      check(HttpUrl.get(url));
      return Optional.empty();
    } catch (ForbiddenAddressException forbidden) {
      return Optional.of(String.valueOf(forbidden.getMessage()));
    }
  }

  /**
   * Does the same for a URL that a client has chosen: on the configured host and port only the
   * configured URL is allowed, since other paths there may have other effects.
   */
  public Optional<String> problemOfClientUrl(URI url) {
    HttpUrl chosen = HttpUrl.get(url);
    if (chosen != null && isConfiguredServer(chosen) && !isConfigured(url)) {
      return Optional.of("the " + label + " is on the operator's host, but not the operator's URL");
    }
    return problem(url);
  }

  /** Returns true for the configured URL itself, in any spelling. */
  public boolean isConfigured(URI url) {
    HttpUrl given = HttpUrl.get(url);
    return given != null && configured.filter(given::equals).isPresent();
  }

  /** Returns true when {@code url} leads to the configured host and port. */
  public boolean isConfiguredServer(HttpUrl url) {
    return configured
        .filter(base -> host(url).equals(host(base)) && url.port() == base.port())
        .isPresent();
  }

  /** Returns true when the operator has configured or allowed the URL's host and port. */
  public boolean isOperators(HttpUrl url) {
    return isConfiguredServer(url)
        || allowed
            .filter(
                given ->
                    given.hosts().stream()
                        .anyMatch(pattern -> pattern.matches(url.host(), url.port())))
            .isPresent();
  }

  /**
   * Returns the host without a trailing dot, which marks a name as complete and does not change it.
   */
  private static String host(HttpUrl url) {
    String host = url.host();
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /**
   * Checks a URL by its text.
   *
   * @return the URL, allowed as far as known before its name is looked up
   * @throws ForbiddenAddressException when it is not allowed
   */
  public HttpUrl check(@Nullable HttpUrl url) throws ForbiddenAddressException {
    if (url == null) {
      throw new ForbiddenAddressException("the " + label + " is neither https nor http");
    }
    if (isOperators(url)) {
      return url;
    }
    if (!url.isHttps()) {
      throw refusal("is not https", place(url));
    }
    if (LITERAL.matcher(url.host()).matches()) {
      requirePublic(parseLiteral(url), place(url));
    }
    return url;
  }

  /** Returns host and port as the operator would write them in the setting; never the query. */
  private static String place(HttpUrl url) {
    String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
    return usual ? host : host + ":" + url.port();
  }

  /**
   * @param rule what the URL breaks
   * @param place the URL's host, with its port where it is not the usual one
   */
  private ForbiddenAddressException refusal(String rule, String place) {
    String message =
        allowed
            .map(
                given ->
                    "the %s at %s %s; %s=%s would allow it"
                        .formatted(label, place, rule, given.setting(), place))
            .orElseGet(() -> "the " + label + " " + rule);
    return new ForbiddenAddressException(message);
  }

  /** Returns a resolver that refuses names with any address that is not public. */
  public Dns dns() {
    return hostname -> {
      List<InetAddress> addresses = resolver.lookup(hostname);
      for (InetAddress address : addresses) {
        requirePublic(address, hostname);
      }
      return addresses;
    };
  }

  private InetAddress parseLiteral(HttpUrl url) throws ForbiddenAddressException {
    // No real server has an address like 127.1, 2130706433 or 0177.0.0.1 as its name.
    return IpLiteral.parseUnambiguous(url.host())
        .orElseThrow(() -> refusal("has an IP address in an unusual form", place(url)));
  }

  private void requirePublic(InetAddress address, String place) throws ForbiddenAddressException {
    if (!PublicAddress.isPublic(address)) {
      throw refusal("leads to an address that is not public", place);
    }
  }
}
