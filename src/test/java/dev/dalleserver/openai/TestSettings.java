package dev.dalleserver.openai;

import dev.dalleserver.openai.OpenAiSettings.Connections;
import dev.dalleserver.openai.OpenAiSettings.Timeouts;
import dev.dalleserver.resilience.CallLimits;
import java.time.Duration;
import java.util.function.Consumer;

/** Settings of the provider for tests, and copies of them with one part changed. */
final class TestSettings {
  private TestSettings() {}

  static OpenAiSettings of(String key, String baseUrl) {
    return new OpenAiSettings(
        baseUrl,
        ApiKey.parse(key),
        "gpt-5.4-mini",
        "gpt-image-2",
        "auto",
        "",
        Timeouts.of(Duration.ofSeconds(60), Duration.ofMinutes(5)),
        new CallLimits(3, 4, 0),
        Connections.plain());
  }

  static OpenAiSettings withConnections(OpenAiSettings settings, Connections connections) {
    return copy(settings, changed -> changed.connections = connections);
  }

  static OpenAiSettings withBaseUrl(OpenAiSettings settings, String baseUrl) {
    return copy(settings, changed -> changed.baseUrl = baseUrl);
  }

  static OpenAiSettings withModels(
      OpenAiSettings settings, String enhancement, String image, String quality) {
    return copy(
        settings,
        changed -> {
          changed.enhancementModel = enhancement;
          changed.imageModel = image;
          changed.imageQuality = quality;
        });
  }

  static OpenAiSettings withTimeouts(OpenAiSettings settings, Timeouts timeouts) {
    return copy(settings, changed -> changed.timeouts = timeouts);
  }

  static OpenAiSettings withLimits(OpenAiSettings settings, int attempts, int concurrentCalls) {
    return withLimits(settings, new CallLimits(attempts, concurrentCalls, 0));
  }

  static OpenAiSettings withLimits(OpenAiSettings settings, CallLimits limits) {
    return copy(settings, changed -> changed.limits = limits);
  }

  static OpenAiSettings withSize(OpenAiSettings settings, String size) {
    return copy(settings, changed -> changed.imageSize = size);
  }

  private static OpenAiSettings copy(OpenAiSettings settings, Consumer<Copy> change) {
    Copy copy = new Copy(settings);
    change.accept(copy);
    return copy.settings();
  }

  /** The parts of settings, to be changed one by one. */
  private static final class Copy {
    private final ApiKey apiKey;
    private String baseUrl;
    private String enhancementModel;
    private String imageModel;
    private String imageQuality;
    private String imageSize;
    private Timeouts timeouts;
    private CallLimits limits;
    private Connections connections;

    Copy(OpenAiSettings original) {
      baseUrl = original.baseUrl();
      apiKey = original.apiKey();
      enhancementModel = original.enhancementModel();
      imageModel = original.imageModel();
      imageQuality = original.imageQuality();
      imageSize = original.imageSize();
      timeouts = original.timeouts();
      limits = original.limits();
      connections = original.connections();
    }

    OpenAiSettings settings() {
      return new OpenAiSettings(
          baseUrl,
          apiKey,
          enhancementModel,
          imageModel,
          imageQuality,
          imageSize,
          timeouts,
          limits,
          connections);
    }
  }
}
