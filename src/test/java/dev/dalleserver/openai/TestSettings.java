package dev.dalleserver.openai;

import dev.dalleserver.openai.OpenAiSettings.Connections;
import dev.dalleserver.openai.OpenAiSettings.Timeouts;
import dev.dalleserver.resilience.CallLimits;
import java.time.Duration;

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
    return new OpenAiSettings(
        settings.baseUrl(),
        settings.apiKey(),
        settings.enhancementModel(),
        settings.imageModel(),
        settings.imageQuality(),
        settings.imageSize(),
        settings.timeouts(),
        settings.limits(),
        connections);
  }

  static OpenAiSettings withBaseUrl(OpenAiSettings settings, String baseUrl) {
    return new OpenAiSettings(
        baseUrl,
        settings.apiKey(),
        settings.enhancementModel(),
        settings.imageModel(),
        settings.imageQuality(),
        settings.imageSize(),
        settings.timeouts(),
        settings.limits(),
        settings.connections());
  }

  static OpenAiSettings withModels(
      OpenAiSettings settings, String enhancement, String image, String quality) {
    return new OpenAiSettings(
        settings.baseUrl(),
        settings.apiKey(),
        enhancement,
        image,
        quality,
        settings.imageSize(),
        settings.timeouts(),
        settings.limits(),
        settings.connections());
  }

  static OpenAiSettings withTimeouts(OpenAiSettings settings, Timeouts timeouts) {
    return new OpenAiSettings(
        settings.baseUrl(),
        settings.apiKey(),
        settings.enhancementModel(),
        settings.imageModel(),
        settings.imageQuality(),
        settings.imageSize(),
        timeouts,
        settings.limits(),
        settings.connections());
  }

  static OpenAiSettings withLimits(OpenAiSettings settings, int attempts, int concurrentCalls) {
    return withLimits(settings, new CallLimits(attempts, concurrentCalls, 0));
  }

  static OpenAiSettings withLimits(OpenAiSettings settings, CallLimits limits) {
    return new OpenAiSettings(
        settings.baseUrl(),
        settings.apiKey(),
        settings.enhancementModel(),
        settings.imageModel(),
        settings.imageQuality(),
        settings.imageSize(),
        settings.timeouts(),
        limits,
        settings.connections());
  }

  static OpenAiSettings withSize(OpenAiSettings settings, String size) {
    return new OpenAiSettings(
        settings.baseUrl(),
        settings.apiKey(),
        settings.enhancementModel(),
        settings.imageModel(),
        settings.imageQuality(),
        size,
        settings.timeouts(),
        settings.limits(),
        settings.connections());
  }
}
