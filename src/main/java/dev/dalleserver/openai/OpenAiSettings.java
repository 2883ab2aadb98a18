package dev.dalleserver.openai;

import dev.dalleserver.net.HostPattern;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.resilience.CallLimits;
import dev.dalleserver.resilience.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the provider.
 *
 * @param baseUrl where the API for images is, without a slash at its end; its query may be Azure's
 *     {@code api-version}
 * @param apiKey the key that requests for images are charged to
 * @param enhancementModel the chat model that enriches prompts
 * @param imageModel the model that paints
 * @param imageQuality {@code auto}, {@code low}, {@code medium}, {@code high}, or a value that only
 *     the model knows
 * @param imageSize the size to request whatever is wanted, {@code auto} for one that the model
 *     chooses, {@code none} for no such parameter; empty for the size that fits best
 * @param timeouts whole-call deadlines
 * @param limits how often and how many calls are made
 * @param connections how the provider is reached
 */
public record OpenAiSettings(
    String baseUrl,
    ApiKey apiKey,
    String enhancementModel,
    String imageModel,
    String imageQuality,
    String imageSize,
    Timeouts timeouts,
    CallLimits limits,
    Connections connections) {
  /**
   * The API for chat, where it is another one than that for images.
   *
   * @param baseUrl of the same form as the one for images
   * @param apiKey never sent to the server of images, unless it is the same
   */
  public record ChatEndpoint(String baseUrl, ApiKey apiKey) {
    public ChatEndpoint {
      baseUrl = checkedBaseUrl(baseUrl);
    }
  }

  /**
   * How the provider is reached.
   *
   * @param chat the API for chat; empty for the same as for images
   * @param organization named in calls of the main key, if present
   * @param project named in calls of the main key, if present
   * @param imageHosts hosts that pictures may be fetched from besides
   * @param network proxies and certificates
   */
  public record Connections(
      Optional<ChatEndpoint> chat,
      Optional<String> organization,
      Optional<String> project,
      List<HostPattern> imageHosts,
      OutboundNetwork network) {
    public Connections {
      imageHosts = List.copyOf(imageHosts);
    }

    /** Returns connections without anything special. */
    public static Connections plain() {
      return new Connections(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          OutboundNetwork.ofTheJvm());
    }

    Endpoint.Account account() {
      return new Endpoint.Account(organization, project);
    }
  }

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
    String url = text.strip().replaceAll("(?<!/)/++$", "");
    URI uri = URI.create(url);
    boolean web =
        "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
    String query = uri.getRawQuery();
    // A user part would put a second secret into every line that names the base URL.
    boolean plain =
        uri.getRawUserInfo() == null
            && (query == null || query.matches("api-version=[A-Za-z0-9._-]+"))
            && uri.getRawFragment() == null;
    if (!web || uri.getHost() == null || !plain) {
      throw new IllegalArgumentException(
          "the base URL must be http(s)://host[:port][/path][?api-version=...], without user or"
              + " fragment");
    }
    return url;
  }

  /** Returns the filter that masks all keys. */
  Redaction redaction() {
    return new Redaction(apiKey, Endpoint.ofChat(this).key());
  }
}
