package dev.dalleserver.outbound;

import dev.dalleserver.net.ProxyExceptions;
import dev.dalleserver.net.ProxyServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Connection;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * How the server reaches other hosts: through which proxies, and which certificates it trusts.
 * Without proxies of the operator the JVM's own apply ({@code -Dhttps.proxyHost}).
 */
public final class OutboundNetwork {
  private static final String AUTHORIZATION = "Proxy-Authorization";

  private final Optional<ProxySelector> selector;
  private final Map<Proxy, ProxyServer> servers = new HashMap<>();
  private final Optional<TrustedCertificates> certificates;

  private OutboundNetwork(
      Optional<ProxyServer> forHttps,
      Optional<ProxyServer> forHttp,
      ProxyExceptions exceptions,
      List<X509Certificate> certificates) {
    Optional<Proxy> https = forHttps.map(this::register);
    Optional<Proxy> http = forHttp.map(this::register);
    this.selector =
        servers.isEmpty() ? Optional.empty() : Optional.of(new Selector(https, http, exceptions));
    this.certificates =
        certificates.isEmpty()
            ? Optional.empty()
            : Optional.of(TrustedCertificates.inAdditionTo(certificates));
  }

  /** Returns a network with the JVM's own proxies and certificates. */
  public static OutboundNetwork ofTheJvm() {
    return of(Optional.empty(), Optional.empty(), ProxyExceptions.NONE, List.of());
  }

  /**
   * Returns a network with the operator's proxies and certificates.
   *
   * @param forHttps the proxy for https URLs; must not be {@link ProxyServer#unsupported}
   * @param forHttp the proxy for http URLs, likewise
   * @param certificates trusted in addition to the JVM's
   */
  public static OutboundNetwork of(
      Optional<ProxyServer> forHttps,
      Optional<ProxyServer> forHttp,
      ProxyExceptions exceptions,
      List<X509Certificate> certificates) {
    return new OutboundNetwork(forHttps, forHttp, exceptions, certificates);
  }

  private Proxy register(ProxyServer server) {
    Proxy.Type type = server.kind() == ProxyServer.Kind.SOCKS ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
    // Not resolved here: the name is looked up for each connection.
    Proxy proxy = new Proxy(type, InetSocketAddress.createUnresolved(server.host(), server.port()));
    servers.put(proxy, server);
    return proxy;
  }

  /** Makes clients built by {@code builder} use the proxies and trust the certificates. */
  public OkHttpClient.Builder configure(OkHttpClient.Builder builder) {
    selector.ifPresent(
        proxies ->
            builder
                .proxySelector(proxies)
                .proxyAuthenticator(this::authenticate)
                .addNetworkInterceptor(this::authorize));
    certificates.ifPresent(
        trusted -> builder.sslSocketFactory(trusted.socketFactory(), trusted.trustManager()));
    return builder;
  }

  /** Returns the host and port of the proxy that a URL is fetched through, without its user. */
  public Optional<String> proxyFor(HttpUrl url) {
    URI uri = url.uri();
    ProxySelector chosen = selector.orElseGet(ProxySelector::getDefault);
    // OkHttp asks no selector for hosts that java.net.URI does not understand.
    if (chosen == null || uri.getHost() == null) {
      return Optional.empty();
    }
    List<Proxy> proxies = chosen.select(uri);
    return proxies == null
        ? Optional.empty()
        : proxies.stream()
            .findFirst()
            .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
            .map(this::place);
  }

  /** Does the same for a base URL, for callers that do not know OkHttp. */
  public Optional<String> proxyFor(URI url) {
    return Optional.ofNullable(HttpUrl.get(url)).flatMap(this::proxyFor);
  }

  private String place(Proxy proxy) {
    ProxyServer known = servers.get(proxy);
    if (known != null) {
      return known.place();
    }
    return proxy.address() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : String.valueOf(proxy.address());
  }

  private Optional<String> credentials(@Nullable Route route) {
    return Optional.ofNullable(route)
        .map(known -> servers.get(known.proxy()))
        .filter(server -> !server.user().isEmpty())
        .map(server -> Credentials.basic(server.user(), server.password(), StandardCharsets.UTF_8));
  }

  /** Answers a proxy that asks who connects, once: the same answer again would change nothing. */
  private @Nullable Request authenticate(@Nullable Route route, Response response) {
    if (response.request().header(AUTHORIZATION) != null) {
      return null;
    }
    return credentials(route)
        .map(text -> response.request().newBuilder().header(AUTHORIZATION, text).build())
        .orElse(null);
  }

  /**
   * Sends the user and the password with each plain request, which no CONNECT precedes: a body that
   * must not be sent twice cannot wait for the proxy's question.
   */
  private Response authorize(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Connection connection = chain.connection();
    Optional<String> credentials =
        connection == null || request.isHttps()
            ? Optional.empty()
            : credentials(connection.route());
    return chain.proceed(
        credentials
            .map(text -> request.newBuilder().header(AUTHORIZATION, text).build())
            .orElse(request));
  }

  /** Chooses by the URL's scheme, and none for the exceptions. */
  private static final class Selector extends ProxySelector {
    private final Optional<Proxy> https;
    private final Optional<Proxy> http;
    private final ProxyExceptions exceptions;

    Selector(Optional<Proxy> https, Optional<Proxy> http, ProxyExceptions exceptions) {
      this.https = https;
      this.http = http;
      this.exceptions = exceptions;
    }

    @Override
    public List<Proxy> select(URI uri) {
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      int usual = secure ? 443 : 80;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      Proxy proxy =
          (secure ? https : http)
              .filter(any -> !exceptions.covers(String.valueOf(uri.getHost()), port))
              .orElse(Proxy.NO_PROXY);
      return List.of(proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // The failure of the call says it.
    }
  }
}
