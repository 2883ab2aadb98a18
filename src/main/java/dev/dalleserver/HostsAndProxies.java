package dev.dalleserver;

import dev.dalleserver.net.IpNetwork;
import dev.dalleserver.settings.WebSettings;
import dev.dalleserver.web.http.AcceptedHosts;
import dev.dalleserver.web.http.ExternalUrls;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Under which names clients reach the server, and through which proxies. */
record HostsAndProxies(WebSettings web) {
  AcceptedHosts acceptedHosts() {
    List<String> hosts = new ArrayList<>(web.allowedHosts());
    hosts.add(web.host());
    Optional<URI> publicUrl = web.external().publicUrl();
    publicUrl.map(URI::getHost).ifPresent(hosts::add);
    return new AcceptedHosts(hosts, publicUrl.map(URI::getRawAuthority));
  }

  ExternalUrls urls() {
    WebSettings.External external = web.external();
    return new ExternalUrls(
        external.basePath(), external.publicUrl(), isTrustedProxy(), acceptedHosts());
  }

  Predicate<InetAddress> isTrustedProxy() {
    List<IpNetwork> proxies = web.trustedProxies();
    return peer -> proxies.stream().anyMatch(proxy -> proxy.contains(peer));
  }
}
