package dev.dalleserver.openai;

import dev.dalleserver.resilience.CallLimits;
import dev.dalleserver.resilience.Operation;
import java.net.URI;
import java.time.Duration;

/**
 * The settings of the provider.
 *
 * @param baseUrl where the API is, without a slash at its end
 * @param apiKey the key that requests are charged to
 * @param enhancementModel the chat model that enriches prompts
 * @param imageModel the model that paints
 * @param imageQuality {@code auto}, {@code low}, {@code medium}, {@code high}, or a value that only
 *     the model knows
 * @param imageSize the size to request whatever is wanted, {@code auto} for one that the model
 *     chooses, {@code none} for no such parameter; empty for the size that fits best
 * @param timeouts whole-call deadlines
 * @param limits how often and how many calls are made
 */
public record OpenAiSettings(
    String baseUrl,
    ApiKey apiKey,
    String enhancementModel,
    String imageModel,
    String imageQuality,
    String imageSize,
    Timeouts timeouts,
    CallLimits limits) {
  /**
   * How long each kind of call may take from its first byte to its last.
   *
   * @param connect to reach the server
   * @param chat one call of the chat model
   * @param image one call of the image model
   * @param download all redirects together
   */
  public record Timeouts(Duration connect, Duration chat, Duration image, Duration download) {
    /** Returns timeouts with the given ones for the calls that the operator can limit. */
    public static Timeouts of(Duration chat, Duration image) {
      return new Timeouts(Duration.ofSeconds(5), chat, image, Duration.ofSeconds(30));
    }

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
