package dev.dalleserver.settings;

import dev.dalleserver.net.HostPattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The URL, the key and the limits of the remote provider.
 *
 * @param apiKey if empty, the server makes no call that needs a key; may say that none is asked for
 * @param baseUrl http or https, without user or trailing slash; its query is Azure's version only
 * @param enhancementModel the chat model that rewrites prompts
 * @param imageModel the model that makes images
 * @param imageQuality passed to the provider unchanged
 * @param imageSize such as {@code 1024x1024}, {@code auto} or {@code none}; empty for the model's
 *     own
 * @param enhanceTimeout the maximum duration of one chat call
 * @param imageTimeout the maximum duration of one image call
 * @param imagesPerMinute image requests that begin in a minute; 0 is no limit
 * @param partialImages previews of each picture while it is painted, 0 to 3
 * @param enhancement where prompts are rewritten, if elsewhere
 * @param organization named in every call, if present
 * @param project named in every call, if present
 * @param imageHosts where pictures may be fetched from besides the provider and public hosts
 */
public record ProviderSettings(
    Optional<Secret> apiKey,
    URI baseUrl,
    String enhancementModel,
    String imageModel,
    String imageQuality,
    Optional<String> imageSize,
    Duration enhanceTimeout,
    Duration imageTimeout,
    int imagesPerMinute,
    int partialImages,
    Enhancement enhancement,
    Optional<String> organization,
    Optional<String> project,
    List<HostPattern> imageHosts) {
  /**
   * Where prompts are rewritten, if not where images are made.
   *
   * @param baseUrl as for images if empty
   * @param apiKey as for images if empty, unless the base URL is on another server
   */
  public record Enhancement(Optional<URI> baseUrl, Optional<Secret> apiKey) {
    /** Returns true when the operator has named a place or a key of its own. */
    public boolean isGiven() {
      return baseUrl.isPresent() || apiKey.isPresent();
    }
  }

  public ProviderSettings {
    imageHosts = List.copyOf(imageHosts);
  }

  /** Returns where prompts are rewritten. */
  public URI enhancementBaseUrl() {
    return enhancement.baseUrl().orElse(baseUrl);
  }

  /**
   * Returns the key for rewriting prompts: its own, or the one for images where both are on the
   * same server. A key is never sent to another server than the one that it was given for.
   */
  public Optional<Secret> enhancementApiKey() {
    return enhancement.apiKey().or(() -> enhancesOnImageServer() ? apiKey : Optional.empty());
  }

  /** Returns true when images and prompts are asked of the same scheme, host and port. */
  boolean enhancesOnImageServer() {
    return BaseUrls.origin(enhancementBaseUrl()).equals(BaseUrls.origin(baseUrl));
  }

  /** Returns true when a key is given that could be spent. */
  boolean holdsKey() {
    return apiKey.filter(key -> !key.isNone()).isPresent()
        || enhancement.apiKey().filter(key -> !key.isNone()).isPresent();
  }
}
