package dev.dalleserver.openai;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where an image may be fetched from: over https from public addresses, or in any way from the very
 * host and port that the operator has configured.
 */
final class ImageUrlRules {
  /** What OkHttp takes for an address and would not look up; then {@link #dns()} never sees it. */
  private static final Pattern LITERAL = Pattern.compile("[\\d.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final HttpUrl base;
  private final Dns resolver;

  ImageUrlRules(String baseUrl, Dns resolver) {
    this.base = HttpUrl.get(baseUrl);
    this.resolver = resolver;
  }

  /** True when {@code url} leads to the configured server itself. */
  boolean own(HttpUrl url) {
    return url.host().equals(base.host()) && url.port() == base.port();
  }

  /**
   * @return the URL, allowed as far as can be told before its name is looked up
   * @throws ForbiddenAddressException when it is not
   */
  HttpUrl check(@Nullable HttpUrl url) throws ForbiddenAddressException {
    if (url == null) {
      throw new ForbiddenAddressException("the image URL is neither https nor http");
    }
    if (own(url)) {
      return url;
    }
    if (!url.isHttps()) {
      throw new ForbiddenAddressException("the image URL is not https");
    }
    if (LITERAL.matcher(url.host()).matches()) {
      requirePublic(literal(url.host()));
    }
    return url;
  }

  /** Looks names up and refuses those that have any address that is not public. */
  Dns dns() {
    return hostname -> {
      List<InetAddress> addresses = resolver.lookup(hostname);
      for (InetAddress address : addresses) {
        requirePublic(address);
      }
      return addresses;
    };
  }

  private static InetAddress literal(String host) throws ForbiddenAddressException {
    try {
      InetAddress address = InetAddress.getByName(host);
      // 127.1, 2130706433 and 0177.0.0.1 mean different things to different readers: no picture's
      // server is named so.
      if (host.contains(":") || address.getHostAddress().equals(host)) {
        return address;
      }
    } catch (UnknownHostException strange) {
      // Said below.
    }
    throw new ForbiddenAddressException("the image URL names an address in a strange way");
  }

  private static void requirePublic(InetAddress address) throws ForbiddenAddressException {
    if (!PublicAddress.test(address)) {
      throw new ForbiddenAddressException("the image URL leads to an address that is not public");
    }
  }
}
