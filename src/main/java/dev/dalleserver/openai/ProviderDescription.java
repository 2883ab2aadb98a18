package dev.dalleserver.openai;

import java.util.Map;

/** The provider in the operator's words: models, base URLs, the ends of keys, and proxies. */
final class ProviderDescription {
  private ProviderDescription() {}

  static String of(OpenAiSettings settings) {
    Endpoint images = Endpoint.ofImages(settings);
    boolean one = settings.connections().chat().isEmpty();
    return "openai at "
        + images.shown()
        + ", images by "
        + images.model()
        + (one ? ", prompts by " + settings.enhancementModel() : "")
        + ", key "
        + images.key()
        + through(settings, images)
        + (one ? "" : "; " + ofChat(settings));
  }

  static String ofChat(OpenAiSettings settings) {
    Endpoint chat = Endpoint.ofChat(settings);
    return "prompts by "
        + chat.model()
        + " at "
        + chat.shown()
        + ", key "
        + chat.key()
        + through(settings, chat);
  }

  /** Returns models and hosts by what they do, for readers that may not know the whole URL. */
  static Map<String, String> endpoints(OpenAiSettings settings) {
    Endpoint images = Endpoint.ofImages(settings);
    Endpoint chat = Endpoint.ofChat(settings);
    return Map.of("images", modelAndHost(images), "prompts", modelAndHost(chat));
  }

  private static String modelAndHost(Endpoint endpoint) {
    return endpoint.model() + " at " + endpoint.base().host();
  }

  private static String through(OpenAiSettings settings, Endpoint endpoint) {
    return settings
        .connections()
        .network()
        .proxyFor(endpoint.base())
        .map(proxy -> ", through the proxy " + proxy)
        .orElse("");
  }
}
