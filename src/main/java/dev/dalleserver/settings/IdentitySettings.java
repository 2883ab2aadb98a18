package dev.dalleserver.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What the server does for addresses besides making pictures when asked: their avatars and names.
 *
 * @param avatarsMake whether a request for the avatar of a missing picture starts that picture
 * @param ethereumRpcUrl the node of Ethereum that is asked for names; may hold a key
 */
public record IdentitySettings(boolean avatarsMake, Optional<URI> ethereumRpcUrl) {
  static final Setting<Boolean> AVATARS_MAKE =
      Setting.of(
          "avatars-make",
          "false",
          ValueKind.onOff(),
          "start a missing picture when its avatar is asked for, by whomever");
  static final Setting<URI> ETHEREUM_RPC_URL =
      Setting.of(
          "ethereum-rpc-url",
          "",
          ValueKind.urlWithQuery(),
          "a node of Ethereum's main network, which is asked for the addresses of ENS names");

  static final List<Setting<?>> ROWS = List.of(AVATARS_MAKE, ETHEREUM_RPC_URL);

  static IdentitySettings read(Resolver resolver) {
    return new IdentitySettings(resolver.value(AVATARS_MAKE), resolver.optional(ETHEREUM_RPC_URL));
  }
}
