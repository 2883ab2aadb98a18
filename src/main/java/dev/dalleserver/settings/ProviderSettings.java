package dev.dalleserver.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How the remote provider is reached.
 *
 * @param apiKey empty: nothing that needs a key is asked
 * @param baseUrl http or https, without user, query or trailing slash
 * @param enhancementModel the chat model that rewrites prompts
 * @param imageModel the model that paints
 * @param imageQuality passed on as it is
 * @param enhanceTimeout the most one chat call may take
 * @param imageTimeout the most one image call may take
 */
public record ProviderSettings(
    Optional<Secret> apiKey,
    URI baseUrl,
    String enhancementModel,
    String imageModel,
    String imageQuality,
    Duration enhanceTimeout,
    Duration imageTimeout) {}
