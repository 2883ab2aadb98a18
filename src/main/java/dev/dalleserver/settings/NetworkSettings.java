package dev.dalleserver.settings;

import dev.dalleserver.net.ProxyExceptions;
import dev.dalleserver.net.ProxyServer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the server reaches other hosts.
 *
 * @param httpsProxy the proxy for https URLs; empty for none of its own
 * @param httpProxy the proxy for http URLs; empty for none of its own
 * @param allProxy the proxy for URLs whose scheme has none of its own
 * @param noProxy the hosts that are reached without
 * @param caFile absolute; holds certificates to trust besides the JVM's
 * @param certificates what the file holds; empty where no call is made
 */
public record NetworkSettings(
    Optional<ProxyServer> httpsProxy,
    Optional<ProxyServer> httpProxy,
    Optional<ProxyServer> allProxy,
    ProxyExceptions noProxy,
    Optional<Path> caFile,
    List<X509Certificate> certificates) {
  public NetworkSettings {
    certificates = List.copyOf(certificates);
  }

  /** Returns the proxy for https URLs. */
  public Optional<ProxyServer> forHttps() {
    return httpsProxy.or(() -> allProxy);
  }

  /** Returns the proxy for http URLs. */
  public Optional<ProxyServer> forHttp() {
    return httpProxy.or(() -> allProxy);
  }

  /** Returns what is wrong with the proxies that would be used, one line each. */
  List<String> problems() {
    return Stream.of(
            problem(SettingsTable.HTTPS_PROXY, httpsProxy),
            problem(SettingsTable.HTTP_PROXY, httpProxy),
            problem(SettingsTable.ALL_PROXY, allProxy))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> problem(
      Setting<ProxyServer> setting, Optional<ProxyServer> proxy) {
    return proxy
        .flatMap(ProxyServer::unsupported)
        .map(
            what ->
                setting.variable() + ": got " + what + "; accepted: " + setting.kind().accepted());
  }
}
