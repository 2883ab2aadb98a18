package dev.dalleserver.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What must hold between settings that are each right by themselves. */
final class SettingsRules {
  private SettingsRules() {}

  /**
   * What forbids a start, one line each. Goes by what was given rather than by what came of it, so
   * that one unreadable file is not reported twice.
   */
  static List<String> problems(Settings settings, Resolver given) {
    List<String> problems = new ArrayList<>();
    if (givesKeyAway(settings, given)) {
      problems.add(
          "--host: got "
              + QuotedValue.of(settings.web().host())
              + " with an API key that anyone there could spend; accepted: a loopback address,"
              + " or --api-token-file, or --allow-anonymous");
    }
    if (lacksKey(settings, given)) {
      problems.add(
          "--image-provider: got \"openai\" without a key; accepted: with OPENAI_API_KEY or"
              + " --openai-api-key-file, or auto, or offline");
    }
    return problems;
  }

  /** What is allowed but hardly meant, one line each. */
  static List<String> warnings(Settings settings) {
    List<String> warnings = new ArrayList<>();
    URI base = settings.openAi().baseUrl();
    boolean keyInTheClear =
        settings.openAi().apiKey().isPresent()
            && "http".equalsIgnoreCase(base.getScheme())
            && Hosts.parse(base.getHost()).filter(Hosts::isLoopback).isEmpty();
    if (keyInTheClear) {
      warnings.add("OPENAI_BASE_URL: the key travels unencrypted over http");
    }
    if (settings.webhook().filter(webhook -> webhook.secret().isEmpty()).isPresent()) {
      warnings.add("--webhook-url: without --webhook-secret-file webhooks are not signed");
    }
    return warnings;
  }

  private static boolean givesKeyAway(Settings settings, Resolver given) {
    WebSettings web = settings.web();
    return settings.openAi().apiKey().isPresent()
        && given.find(SettingsTable.API_TOKEN_FILE).isEmpty()
        && !web.allowAnonymous()
        && !Hosts.isLoopback(web.host());
  }

  /** A compatible server may want no key; the public one always does. */
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
