package dev.dalleserver.openai;

import dev.dalleserver.resilience.Operation;
import java.net.URI;
import java.time.Duration;

/**
 * The settings of the provider.
 *
 * @param baseUrl where the API is, without a slash at its end; default {@value #PUBLIC_API}
 * @param apiKey the key that requests are charged to
 * @param enhancementModel the chat model that enriches prompts
 * @param imageModel the model that paints
 * @param imageQuality {@code auto}, {@code low}, {@code medium}, {@code high}, or a value that only
 *     the model knows
 * @param timeouts whole-call deadlines
 * @param attempts the most times that one request is made, 1 for no retries; default 3
 * @param concurrentCalls the most requests on the network at once; default 4
 */
public record OpenAiSettings(
    String baseUrl,
    ApiKey apiKey,
    String enhancementModel,
    String imageModel,
    String imageQuality,
    Timeouts timeouts,
    int attempts,
    int concurrentCalls) {
  /** The service that the protocol is named after. */
  public static final String PUBLIC_API = "https://api.openai.com/v1";

  public static final String DEFAULT_ENHANCEMENT_MODEL = "gpt-5.4-mini";
  public static final String DEFAULT_IMAGE_MODEL = "gpt-image-2";
  public static final String DEFAULT_IMAGE_QUALITY = "auto";

  /**
   * How long each kind of call may take from its first byte to its last.
   *
   * @param connect to reach the server, default 5 s
   * @param chat default 60 s
   * @param image default 5 min
   * @param download all redirects together, default 30 s
   */
  public record Timeouts(Duration connect, Duration chat, Duration image, Duration download) {
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30));

    Duration of(Operation operation) {
      return switch (operation) {
        case CHAT -> chat;
        case IMAGE -> image;
        case DOWNLOAD -> download;
      };
    }
  }

  public OpenAiSettings {
    baseUrl = checkedBaseUrl(baseUrl);
    if (enhancementModel.isBlank() || imageModel.isBlank()) {
      throw new IllegalArgumentException("a model needs a name");
    }
    if (attempts < 1 || concurrentCalls < 1) {
      throw new IllegalArgumentException("attempts and concurrent calls are at least 1");
    }
  }

  /** Returns the settings when the operator sets nothing but the key. */
  public static OpenAiSettings of(ApiKey apiKey) {
    return new OpenAiSettings(
        PUBLIC_API,
        apiKey,
        DEFAULT_ENHANCEMENT_MODEL,
        DEFAULT_IMAGE_MODEL,
        DEFAULT_IMAGE_QUALITY,
        Timeouts.DEFAULT,
        3,
        4);
  }

  /**
   * Returns the same settings with another server.
   *
   * @throws IllegalArgumentException when it is not an http or https URL without user, query and
   *     fragment
   */
  public OpenAiSettings withBaseUrl(String url) {
    return new OpenAiSettings(
        url,
        apiKey,
        enhancementModel,
        imageModel,
        imageQuality,
        timeouts,
        attempts,
        concurrentCalls);
  }

  public OpenAiSettings withModels(String enhancement, String image, String quality) {
    return new OpenAiSettings(
        baseUrl, apiKey, enhancement, image, quality, timeouts, attempts, concurrentCalls);
  }

  public OpenAiSettings withTimeouts(Timeouts changed) {
    return new OpenAiSettings(
        baseUrl,
        apiKey,
        enhancementModel,
        imageModel,
        imageQuality,
        changed,
        attempts,
        concurrentCalls);
  }

  /** Returns the same settings with other limits on attempts and concurrent calls. */
  public OpenAiSettings withLimits(int newAttempts, int newConcurrentCalls) {
    return new OpenAiSettings(
        baseUrl,
        apiKey,
        enhancementModel,
        imageModel,
        imageQuality,
        timeouts,
        newAttempts,
        newConcurrentCalls);
  }

  private static String checkedBaseUrl(String text) {
    String url = text.strip().replaceAll("/+$", "");
    URI uri = URI.create(url);
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    // A user part would put a second secret into every line that names the base URL.
    boolean plain =
        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (!web || uri.getHost() == null || !plain) {
      throw new IllegalArgumentException(
          "the base URL must be http(s)://host[:port][/path], without user, query or fragment");
    }
    return url;
  }
}
