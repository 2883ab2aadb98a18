package dev.dalleserver.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Where prompts are rewritten, if not where images are made.
 *
 * @param baseUrl as for images if empty
 * @param apiKey as for images if empty, unless the base URL is on another server
 */
public record EnhancementSettings(Optional<URI> baseUrl, Optional<Secret> apiKey) {
  /** Returns true when the operator has named a place or a key of its own. */
  public boolean isGiven() {
    return baseUrl.isPresent() || apiKey.isPresent();
  }
}
