package dev.dalleserver.settings;

import java.util.List;

/**
 * Where the server listens, and who may do what there.
 *
 * @param host name or address to bind, without brackets
 * @param port 0 to 65535; 0 picks a free one
 * @param apiTokens any of these lets a caller start, change or remove; empty: nobody needs one
 * @param allowAnonymous the operator knows that strangers can spend the key's money
 * @param corsOrigins origins whose pages may read answers, or the single {@code *}
 * @param allowedHosts further names that may stand in {@code Host} where something is changed
 * @param strictMethods whether GETs that change something are refused
 * @param trustedProxies peers that name the address of the client that they forward for
 */
public record WebSettings(
    String host,
    int port,
    List<Secret> apiTokens,
    boolean allowAnonymous,
    List<String> corsOrigins,
    List<String> allowedHosts,
    boolean strictMethods,
    List<IpNetwork> trustedProxies) {

  public WebSettings {
    apiTokens = List.copyOf(apiTokens);
    corsOrigins = List.copyOf(corsOrigins);
    allowedHosts = List.copyOf(allowedHosts);
    trustedProxies = List.copyOf(trustedProxies);
  }
}
