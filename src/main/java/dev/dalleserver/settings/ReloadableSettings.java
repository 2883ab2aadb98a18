package dev.dalleserver.settings;

import dev.dalleserver.pricing.PriceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings that may change while the server runs. The table of settings says which they are.
 *
 * @param logLevel the least severe messages that are logged
 * @param apiTokens the tokens of clients; if empty, no token is needed
 * @param imageKey the key of the provider that makes images
 * @param promptKey the key for rewriting prompts, if it is one of its own
 * @param imageServerKey what a server on a graphics card of one's own asks for
 * @param webhookSecret the secret that signs webhooks
 * @param prices what calls cost
 */
public record ReloadableSettings(
    LogLevel logLevel,
    List<Secret> apiTokens,
    Optional<Secret> imageKey,
    Optional<Secret> promptKey,
    Optional<Secret> imageServerKey,
    Optional<Secret> webhookSecret,
    PriceTable prices) {
  public ReloadableSettings {
    apiTokens = List.copyOf(apiTokens);
  }

  /** A part that changes as a whole, whichever of its settings has changed. */
  enum Part {
    LOG_LEVEL(ReloadableSettings::logLevel),
    API_TOKENS(ReloadableSettings::apiTokens),
    IMAGE_KEY(ReloadableSettings::imageKey),
    PROMPT_KEY(ReloadableSettings::promptKey),
    IMAGE_SERVER_KEY(ReloadableSettings::imageServerKey),
    WEBHOOK_SECRET(ReloadableSettings::webhookSecret),
    PRICES(ReloadableSettings::prices);

    private final Function<ReloadableSettings, Object> value;

    Part(Function<ReloadableSettings, Object> value) {
      this.value = value;
    }

    /** Returns the names of its settings in the table. */
    String labels() {
      return SettingsTable.ALL.stream()
          .filter(setting -> setting.reload().filter(part -> part == this).isPresent())
          .map(Setting::label)
          .collect(Collectors.joining(" or "));
    }
  }

  /**
   * What a reload changes.
   *
   * @param now the settings that hold from now on
   * @param taken the names of the settings that were taken up
   * @param needRestart the names of the settings that changed and were not taken up
   */
  public record Changes(ReloadableSettings now, List<String> taken, List<String> needRestart) {
    public Changes {
      taken = List.copyOf(taken);
      needRestart = List.copyOf(needRestart);
    }
  }

  static ReloadableSettings of(Settings settings) {
    ProviderSettings provider = settings.openAi();
    return new ReloadableSettings(
        settings.logLevel(),
        settings.web().apiTokens(),
        provider.apiKey(),
        provider.enhancement().isGiven() ? provider.enhancementApiKey() : Optional.empty(),
        settings.imageServers().key(),
        settings.webhook().flatMap(WebhookSettings::secret),
        settings.spending().prices());
  }

  /** Returns which of the wanted settings a running server with these settings takes up. */
  Changes changesTo(ReloadableSettings wanted) {
    List<Part> taken = new ArrayList<>();
    List<String> needRestart = new ArrayList<>();
    for (Part part : Part.values()) {
      if (!part.value.apply(this).equals(part.value.apply(wanted))) {
        if (mayChange(part, wanted)) {
          taken.add(part);
        } else {
          needRestart.add(part.labels());
        }
      }
    }
    return new Changes(with(taken, wanted), taken.stream().map(Part::labels).toList(), needRestart);
  }

  private boolean mayChange(Part part, ReloadableSettings wanted) {
    return switch (part) {
      case LOG_LEVEL -> true;
      // Without tokens every client may do everything: not by a line that is lost in a file.
      case API_TOKENS -> !wanted.apiTokens.isEmpty();
      // With and without a key the server is built of other parts.
      case IMAGE_KEY -> isKey(imageKey) && isKey(wanted.imageKey);
      case PROMPT_KEY -> isKey(promptKey) && isKey(wanted.promptKey);
      case IMAGE_SERVER_KEY -> isKey(imageServerKey) && isKey(wanted.imageServerKey);
      case WEBHOOK_SECRET -> webhookSecret.isPresent() && wanted.webhookSecret.isPresent();
      // What was spent is counted in one currency, and a budget needs the price of each model.
      case PRICES ->
          !prices.isEmpty()
              && prices.currency().equals(wanted.prices.currency())
              && wanted.prices.models().keySet().containsAll(prices.models().keySet());
    };
  }

  private static boolean isKey(Optional<Secret> key) {
    return key.filter(text -> !text.isNone()).isPresent();
  }

  private ReloadableSettings with(List<Part> taken, ReloadableSettings other) {
    return new ReloadableSettings(
        taken.contains(Part.LOG_LEVEL) ? other.logLevel : logLevel,
        taken.contains(Part.API_TOKENS) ? other.apiTokens : apiTokens,
        taken.contains(Part.IMAGE_KEY) ? other.imageKey : imageKey,
        taken.contains(Part.PROMPT_KEY) ? other.promptKey : promptKey,
        taken.contains(Part.IMAGE_SERVER_KEY) ? other.imageServerKey : imageServerKey,
        taken.contains(Part.WEBHOOK_SECRET) ? other.webhookSecret : webhookSecret,
        taken.contains(Part.PRICES) ? other.prices : prices);
  }
}
