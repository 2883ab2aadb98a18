package dev.dalleserver.openai;

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

  private static String through(OpenAiSettings settings, Endpoint endpoint) {
    return settings
        .connections()
        .network()
        .proxyFor(endpoint.base())
        .map(proxy -> ", through the proxy " + proxy)
        .orElse("");
  }
}
