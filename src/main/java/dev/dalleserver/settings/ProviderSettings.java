package dev.dalleserver.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The URL, the key and the limits of the remote provider.
 *
 * @param apiKey if empty, the server makes no call that needs a key
 * @param baseUrl http or https, without user, query or trailing slash
 * @param enhancementModel the chat model that rewrites prompts
 * @param imageModel the model that makes images
 * @param imageQuality passed to the provider unchanged
 * @param imageSize such as {@code 1024x1024}, {@code auto} or {@code none}; empty for the model's
 *     own
 * @param enhanceTimeout the maximum duration of one chat call
 * @param imageTimeout the maximum duration of one image call
 * @param imagesPerMinute image requests that begin in a minute; 0 is no limit
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
    int imagesPerMinute) {}
