package dev.dalleserver.settings;

import dev.dalleserver.pricing.Money;
import dev.dalleserver.pricing.PriceTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything an operator can set, checked and typed; {@link SettingsLoader} says where it comes
 * from.
 *
 * @param dataDir absolute; need not exist yet
 * @param logLevel the least severe messages that are logged
 * @param web where the server listens, and what clients may do
 * @param runs how pictures for addresses are made
 * @param batches how free-prompt batches are run
 * @param openAi how the remote provider is reached
 * @param imageServers how servers on a graphics card of one's own are reached
 * @param network proxies and certificates for all calls to other hosts
 * @param spending prices and the budget of a day
 * @param webhook how receivers are notified when a run ends; empty if no webhooks are sent
 * @param identities what is done for addresses besides making pictures
 * @param cluster what is shared with other processes; empty for one that is alone
 */
public record Settings(
    Path dataDir,
    LogLevel logLevel,
    WebSettings web,
    RunSettings runs,
    BatchSettings batches,
    ProviderSettings openAi,
    ImageServerSettings imageServers,
    NetworkSettings network,
    Spending spending,
    Optional<WebhookSettings> webhook,
    IdentitySettings identities,
    Optional<ClusterSettings> cluster) {

  /**
   * What the operator says that calls cost, and how much they may cost.
   *
   * @param prices without models when no file is given
   * @param dailyBudget the most money per UTC day; zero is no limit
   */
  public record Spending(PriceTable prices, Money dailyBudget) {}

  /** Returns the provider that makes the images: never {@link ImageProviderChoice#AUTO}. */
  public ImageProviderChoice effectiveImageProvider() {
    if (runs.imageProvider() != ImageProviderChoice.AUTO) {
      return runs.imageProvider();
    }
    return openAi.apiKey().isPresent() ? ImageProviderChoice.OPENAI : ImageProviderChoice.OFFLINE;
  }

  /** Returns what a server that is started with these settings will not do as one may expect. */
  public List<String> startWarnings() {
    return SettingsRules.startWarnings(this);
  }

  /** Returns the settings that may change while the server runs. */
  public ReloadableSettings reloadable() {
    return ReloadableSettings.of(this);
  }

  /** Returns the same settings with this network. */
  Settings withNetwork(NetworkSettings other) {
    return new Settings(
        dataDir,
        logLevel,
        web,
        runs,
        batches,
        openAi,
        imageServers,
        other,
        spending,
        webhook,
        identities,
        cluster);
  }

  /** Returns true when the settings let the server call a provider of images or of prompts. */
  public boolean usesRemoteProvider() {
    return effectiveImageProvider() == ImageProviderChoice.OPENAI
        || openAi.enhancement().isGiven()
        || keyIsForPrompts();
  }

  /** Returns true when a server of one's own makes the pictures and a key is there for prompts. */
  private boolean keyIsForPrompts() {
    return effectiveImageProvider().isImageServer()
        && runs.enhance()
        && openAi.apiKey().filter(key -> !key.isNone()).isPresent();
  }
}
