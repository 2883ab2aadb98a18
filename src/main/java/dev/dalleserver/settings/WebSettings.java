package dev.dalleserver.settings;

import dev.dalleserver.net.IpNetwork;
import java.util.List;

/**
 * The address that the server listens on, and what clients may do there.
 *
 * @param host name or address to bind, without brackets
 * @param port 0 to 65535; 0 picks a free one
 * @param apiTokens tokens of which a client needs one to start, change or remove something; if
 *     empty, no token is needed
 * @param allowAnonymous whether the operator accepts that unknown clients can spend the key's money
 * @param corsOrigins origins whose pages may read answers, or the single {@code *}
 * @param allowedHosts further names that requests with an effect may have in {@code Host}
 * @param strictMethods whether GETs that change something are refused
 * @param trustedProxies peers that name the client that they forward for, and the host, scheme and
 *     prefix of its request
 * @param external the address under which clients reach the server
 */
public record WebSettings(
    String host,
    int port,
    List<Secret> apiTokens,
    boolean allowAnonymous,
    List<String> corsOrigins,
    List<String> allowedHosts,
    boolean strictMethods,
    List<IpNetwork> trustedProxies,
    ExternalAddress external) {

  public WebSettings {
    apiTokens = List.copyOf(apiTokens);
    corsOrigins = List.copyOf(corsOrigins);
    allowedHosts = List.copyOf(allowedHosts);
    trustedProxies = List.copyOf(trustedProxies);
  }
}
