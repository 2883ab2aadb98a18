package dev.dalleserver.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    if (lacksGraph(settings, given)) {
      problems.add(
          "--image-provider: got \"comfyui\" without a graph; accepted: with"
              + " --comfyui-graph-file");
    }
    if (settings.effectiveImageProvider() == ImageProviderChoice.OPENAI
        && settings.openAi().apiKey().filter(Secret::isNone).isPresent()
        && isPublicApi(settings)) {
      problems.add(
          "OPENAI_API_KEY: got \"none\" for "
              + settings.openAi().baseUrl()
              + "; accepted: its key, or another OPENAI_BASE_URL whose server asks for none");
    }
    problems.addAll(budgetProblems(settings, given));
    if (settings.web().external().isContradictory()) {
      problems.add(
          "--public-url: got another path than --base-path "
              + QuotedValue.of(settings.web().external().basePath())
              + "; accepted: the same path, or none");
    }
    problems.addAll(ClusterTable.problems(given));
    if (settings.usesRemoteProvider() || settings.webhook().isPresent()) {
      problems.addAll(settings.network().problems());
    }
    return problems;
  }

  private static boolean lacksGraph(Settings settings, Resolver given) {
    return settings.runs().imageProvider() == ImageProviderChoice.COMFYUI
        && given.find(SettingsTable.COMFYUI_GRAPH_FILE).isEmpty();
  }

  /** Returns why a budget could not be kept: each call that is paid for needs a price. */
  private static List<String> budgetProblems(Settings settings, Resolver given) {
    List<String> problems = new ArrayList<>();
    Settings.Spending spending = settings.spending();
    if (spending.dailyBudget().isZero()) {
      return problems;
    }
    if (given.find(SettingsTable.PRICES_FILE).isEmpty()) {
      problems.add(
          "--daily-budget: got "
              + QuotedValue.of(spending.dailyBudget().text())
              + " without prices; accepted: with --prices-file");
      return problems;
    }
    ProviderSettings models = settings.openAi();
    boolean paints =
        settings.effectiveImageProvider() == ImageProviderChoice.OPENAI
            && !settings.runs().skipImage();
    boolean writes = settings.usesRemoteProvider() && settings.runs().enhance();
    // An empty table is a file that was refused already.
    if (paints
        && !spending.prices().isEmpty()
        && !spending.prices().hasImagePrice(models.imageModel())) {
      problems.add(unpriced("image model", models.imageModel()));
    }
    if (writes
        && !settings.runs().skipImage()
        && !spending.prices().isEmpty()
        && !spending.prices().hasPromptPrice(models.enhancementModel())) {
      problems.add(unpriced("enhancement model", models.enhancementModel()));
    }
    return problems;
  }

  private static String unpriced(String kind, String model) {
    return "--daily-budget: the prices have none for the "
        + kind
        + " "
        + QuotedValue.of(model)
        + "; accepted: with a price in --prices-file for each model that is asked";
  }

  /** Returns warnings about settings that are allowed but probably not intended, one line each. */
  static List<String> warnings(Settings settings, Resolver given) {
    List<String> warnings = new ArrayList<>();
    ProviderSettings openAi = settings.openAi();
    if (travelsUnencrypted(openAi.apiKey(), openAi.baseUrl())) {
      warnings.add("OPENAI_BASE_URL: the key travels unencrypted over http");
    }
    if (openAi.enhancement().isGiven()
        && travelsUnencrypted(openAi.enhancementApiKey(), openAi.enhancementBaseUrl())) {
      warnings.add("--enhancement-base-url: the key travels unencrypted over http");
    }
    warnings.addAll(baseUrlWarnings(SettingsTable.OPENAI_BASE_URL, given));
    warnings.addAll(baseUrlWarnings(SettingsTable.ENHANCEMENT_BASE_URL, given));
    if (openAi.enhancementApiKey().isEmpty() && isKey(openAi.apiKey())) {
      warnings.add(
          "--enhancement-base-url: no key is sent there, since the provider's key is for another"
              + " server; set --enhancement-api-key-file, or ENHANCEMENT_API_KEY=none where none is"
              + " asked for");
    }
    if (settings.webhook().filter(webhook -> webhook.secret().isEmpty()).isPresent()) {
      warnings.add("--webhook-url: without --webhook-secret-file webhooks are not signed");
    }
    return warnings;
  }

  /** Returns what only an operator who starts a server would want to know, one line each. */
  static List<String> startWarnings(Settings settings) {
    boolean unused =
        settings.openAi().apiKey().isEmpty()
            && settings.runs().imageProvider() == ImageProviderChoice.AUTO
            && !isPublicApi(settings);
    return unused
        ? List.of(
            "OPENAI_BASE_URL: not used, since there is no key, and the built-in painter paints; set"
                + " OPENAI_API_KEY, to none where the server asks for no key")
        : List.of();
  }

  private static boolean travelsUnencrypted(Optional<Secret> key, URI base) {
    return isKey(key)
        && "http".equalsIgnoreCase(base.getScheme())
        && Hosts.parse(base.getHost()).filter(Hosts::isLoopback).isEmpty();
  }

  private static boolean isKey(Optional<Secret> given) {
    return given.filter(key -> !key.isNone()).isPresent();
  }

  /** Returns what an operator who copied the URL from elsewhere would want to know. */
  private static List<String> baseUrlWarnings(Setting<URI> setting, Resolver given) {
    List<String> warnings = new ArrayList<>();
    Optional<RawValue> raw = given.find(setting);
    Optional<URI> url = raw.flatMap(value -> BaseUrls.parse(value.text()));
    if (raw.isEmpty() || url.isEmpty()) {
      return warnings;
    }
    if (BaseUrls.namesEndpoint(raw.get().text())) {
      warnings.add(
          raw.get().origin()
              + ": it names an endpoint; used as the base: "
              + withoutQuery(url.get()));
    }
    if (BaseUrls.needsVersion(url.get())) {
      warnings.add(
          raw.get().origin()
              + ": this server's API is below a path; try "
              + withoutQuery(url.get())
              + (BaseUrls.isAzure(url.get()) ? "/openai/v1" : "/v1"));
    }
    return warnings;
  }

  private static String withoutQuery(URI url) {
    return url.toString().replaceFirst("\\?.*$", "");
  }

  private static boolean isPublicApi(Settings settings) {
    return settings
        .openAi()
        .baseUrl()
        .toString()
        .equals(SettingsTable.OPENAI_BASE_URL.defaultText());
  }

  private static boolean exposesKey(Settings settings, Resolver given) {
    WebSettings web = settings.web();
    return settings.openAi().holdsKey()
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
        && isPublicApi(settings);
  }
}
