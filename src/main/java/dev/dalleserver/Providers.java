package dev.dalleserver;

import dev.dalleserver.avatars.PictureScaling;
import dev.dalleserver.drafts.DraftService;
import dev.dalleserver.jobs.WaitingLine;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureEncoder;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Pace;
import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.resilience.RemoteProvider;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.settings.ReloadableSettings;
import java.util.Map;
import java.util.Optional;

/**
 * The enhancer, the image provider and the annotator.
 *
 * @param pictureProviders the view that the pipeline has of them
 * @param remote the remote provider, if one is configured: it has a state to show and calls to
 *     abort
 * @param encoder encodes finished pictures as clients ask for them
 * @param scaling makes smaller pictures of finished ones
 * @param sketcher paints without a network and without a payment, whatever provider is configured
 */
public record Providers(
    PictureProviders pictureProviders,
    Optional<RemoteProvider> remote,
    PictureEncoder encoder,
    PictureScaling scaling,
    ImageProvider sketcher)
    implements AutoCloseable {
  /** Creates the providers, after the databases are loaded. */
  public interface Factory {
    /**
     * Creates the providers.
     *
     * @param listener notified of every call to the remote provider
     * @param memory bounds the memory for decoding pictures
     * @param pictures keeps pictures of a remote provider as they arrive
     */
    Providers create(
        AttributeDatabases databases,
        CallListener listener,
        MemoryBudget memory,
        ReceivedPictures pictures);

    /** Has the providers keep a pace with other processes; before they are created. */
    default void keep(Pace pace) {}

    /** Takes up settings that have changed while the server runs. */
    default void reload(ReloadableSettings settings) {}
  }

  /** Describes the providers for the operator, at startup. */
  String describe() {
    return remote.map(RemoteProvider::describe).orElse(pictureProviders.providerName());
  }

  /** Returns the status of the remote provider, or a status that says there is none. */
  ProviderStatus status() {
    return remote.map(RemoteProvider::status).orElseGet(ProviderStatus::disabled);
  }

  /** Returns the line in which runs wait for the rate limit of the remote provider. */
  WaitingLine line() {
    return remote.map(RemoteProvider::line).orElse(WaitingLine.NONE);
  }

  /** Creates the service that tries definitions of series. */
  DraftService drafts(AttributeDatabases databases) {
    return new DraftService(sketcher, encoder, databases);
  }

  /** Returns the models and hosts that are asked, by what they do; empty for none. */
  Map<String, String> endpoints() {
    return remote.map(RemoteProvider::endpoints).orElse(Map.of());
  }

  @Override
  public void close() {
    remote.ifPresent(RemoteProvider::close);
  }
}
