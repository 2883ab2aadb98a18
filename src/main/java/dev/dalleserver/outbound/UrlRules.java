package dev.dalleserver.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where a URL that somebody else has chosen may lead: over https to public addresses, or in any way
 * to the very host and port that the operator has configured.
 */
public final class UrlRules {
  /** What OkHttp takes for an address and would not look up; then {@link #dns()} never sees it. */
  private static final Pattern LITERAL = Pattern.compile("[\\d.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final String what;
  private final Optional<HttpUrl> configured;
  private final Dns resolver;

  /**
   * @param what the URL is, for messages: "image URL"
   * @param configured by the operator, who may name any address
   */
  public UrlRules(String what, Optional<HttpUrl> configured, Dns resolver) {
    this.what = what;
    this.configured = configured;
    this.resolver = resolver;
  }

  /** The rules of this machine's own name service, for those who know no HTTP client. */
  public static UrlRules of(String what, Optional<URI> configured) {
    return new UrlRules(what, configured.map(HttpUrl::get), Dns.SYSTEM);
  }

  /** Why {@code url} may not be called, as far as can be told without looking its name up. */
  public Optional<String> problem(URI url) {
    try {
      check(HttpUrl.get(url));
      return Optional.empty();
    } catch (ForbiddenAddressException forbidden) {
      return Optional.of(String.valueOf(forbidden.getMessage()));
    }
  }

  /**
   * The same for a URL that a caller of this server has chosen: on the configured host and port it
   * may be the configured URL only, since other paths there may do something else.
   */
  public Optional<String> problemOfChosen(URI url) {
    HttpUrl chosen = HttpUrl.get(url);
    if (chosen != null && own(chosen) && !isConfigured(url)) {
      return Optional.of("the " + what + " is on the operator's host, but not the operator's URL");
    }
    return problem(url);
  }

  /** True for the configured URL itself, in any spelling. */
  public boolean isConfigured(URI url) {
    HttpUrl given = HttpUrl.get(url);
    return given != null && configured.filter(given::equals).isPresent();
  }

  /** True when {@code url} leads to the configured server itself. */
  public boolean own(HttpUrl url) {
    return configured
        .filter(base -> host(url).equals(host(base)) && url.port() == base.port())
        .isPresent();
  }

  /** A dot at the end says that a name is complete; it is the same host without it. */
  private static String host(HttpUrl url) {
    String host = url.host();
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /**
   * Decides about a URL by what is written in it.
   *
   * @return the URL, allowed as far as can be told before its name is looked up
   * @throws ForbiddenAddressException when it is not
   */
  public HttpUrl check(@Nullable HttpUrl url) throws ForbiddenAddressException {
    if (url == null) {
      throw new ForbiddenAddressException("the " + what + " is neither https nor http");
    }
    if (own(url)) {
      return url;
    }
    if (!url.isHttps()) {
      throw new ForbiddenAddressException("the " + what + " is not https");
    }
    if (LITERAL.matcher(url.host()).matches()) {
      requirePublic(literal(url.host()));
    }
    return url;
  }

  /** Looks names up and refuses those that have any address that is not public. */
  public Dns dns() {
    return hostname -> {
      List<InetAddress> addresses = resolver.lookup(hostname);
      for (InetAddress address : addresses) {
        requirePublic(address);
      }
      return addresses;
    };
  }

  private InetAddress literal(String host) throws ForbiddenAddressException {
    try {
      InetAddress address = InetAddress.getByName(host);
      // 127.1, 2130706433 and 0177.0.0.1 mean different things to different readers: no
      // server is named so.
      if (host.contains(":") || address.getHostAddress().equals(host)) {
        return address;
      }
    } catch (UnknownHostException strange) {
      // Said below.
    }
    throw new ForbiddenAddressException("the " + what + " names an address in a strange way");
  }

  private void requirePublic(InetAddress address) throws ForbiddenAddressException {
    if (!PublicAddress.test(address)) {
      throw new ForbiddenAddressException(
          "the " + what + " leads to an address that is not public");
    }
  }
}
