package dev.dalleserver.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Who is told when a run ends.
 *
 * @param url http or https; often a secret in itself
 * @param secret signs what is sent; empty: unsigned
 */
public record WebhookSettings(URI url, Optional<Secret> secret) {
  @Override
  public String toString() {
    return "WebhookSettings[host=" + url.getHost() + "]";
  }
}
