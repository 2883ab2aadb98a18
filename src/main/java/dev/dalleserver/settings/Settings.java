package dev.dalleserver.settings;

import java.nio.file.Path;
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
 * @param webhook how receivers are notified when a run ends; empty if no webhooks are sent
 */
public record Settings(
    Path dataDir,
    LogLevel logLevel,
    WebSettings web,
    RunSettings runs,
    BatchSettings batches,
    ProviderSettings openAi,
    ImageServerSettings imageServers,
    Optional<WebhookSettings> webhook) {

  /** Returns the provider that makes the images: never {@link ImageProviderChoice#AUTO}. */
  public ImageProviderChoice effectiveImageProvider() {
    if (runs.imageProvider() != ImageProviderChoice.AUTO) {
      return runs.imageProvider();
    }
    return openAi.apiKey().isPresent() ? ImageProviderChoice.OPENAI : ImageProviderChoice.OFFLINE;
  }
}
