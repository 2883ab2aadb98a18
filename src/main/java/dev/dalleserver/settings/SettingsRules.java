package dev.dalleserver.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The rules between settings that are each valid by themselves. */
final class SettingsRules {
  private SettingsRules() {}

  /**
   * Returns what forbids a start, one line each. Looks at the given values and not at the parsed
   * ones, so that an unreadable file is not reported twice.
   */
  static List<String> problems(Settings settings, Resolver given) {
    List<String> problems = new ArrayList<>();
    if (exposesKey(settings, given)) {
      problems.add(
          "--host: got "
              + QuotedValue.of(settings.web().host())
              + " with an API key that every client there could spend; accepted: a loopback"
              + " address, or --api-token-file, or --allow-anonymous");
    }
    if (lacksKey(settings, given)) {
      problems.add(
          "--image-provider: got \"openai\" without a key; accepted: with OPENAI_API_KEY or"
              + " --openai-api-key-file, or auto, or offline");
    }
    if (settings.runs().imageProvider() == ImageProviderChoice.COMFYUI
        && given.find(SettingsTable.COMFYUI_GRAPH_FILE).isEmpty()) {
      problems.add(
          "--image-provider: got \"comfyui\" without a graph; accepted: with"
              + " --comfyui-graph-file");
    }
    return problems;
  }

  /** Returns warnings about settings that are allowed but probably not intended, one line each. */
  static List<String> warnings(Settings settings) {
    List<String> warnings = new ArrayList<>();
    URI base = settings.openAi().baseUrl();
    boolean keyUnencrypted =
        settings.openAi().apiKey().isPresent()
            && "http".equalsIgnoreCase(base.getScheme())
            && Hosts.parse(base.getHost()).filter(Hosts::isLoopback).isEmpty();
    if (keyUnencrypted) {
      warnings.add("OPENAI_BASE_URL: the key travels unencrypted over http");
    }
    if (settings.webhook().filter(webhook -> webhook.secret().isEmpty()).isPresent()) {
      warnings.add("--webhook-url: without --webhook-secret-file webhooks are not signed");
    }
    return warnings;
  }

  private static boolean exposesKey(Settings settings, Resolver given) {
    WebSettings web = settings.web();
    return settings.openAi().apiKey().isPresent()
        && given.find(SettingsTable.API_TOKEN_FILE).isEmpty()
        && !web.allowAnonymous()
        && !Hosts.isLoopback(web.host());
  }

  /**
   * Returns true when a key is required and missing. A compatible server may need no key; the
   * public one always does.
   */
  private static boolean lacksKey(Settings settings, Resolver given) {
    return settings.runs().imageProvider() == ImageProviderChoice.OPENAI
        && given.find(SettingsTable.OPENAI_API_KEY).isEmpty()
        && given.find(SettingsTable.OPENAI_API_KEY_FILE).isEmpty()
        && settings
            .openAi()
            .baseUrl()
            .toString()
            .equals(SettingsTable.OPENAI_BASE_URL.defaultText());
  }
}
