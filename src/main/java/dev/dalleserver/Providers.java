package dev.dalleserver;

import dev.dalleserver.generation.PictureProviders;
import dev.dalleserver.generation.ReceivedPictures;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.openai.OpenAiListener;
import dev.dalleserver.openai.OpenAiProvider;
import dev.dalleserver.openai.ProviderStatus;
import dev.dalleserver.series.AttributeDatabases;
import java.util.Optional;

/**
 * Those who enhance, paint and caption.
 *
 * @param studio what the pipeline sees of them
 * @param remote the remote provider, when there is one: it has a state to show and calls to abort
 */
public record Providers(PictureProviders studio, Optional<OpenAiProvider> remote)
    implements AutoCloseable {
  /** Makes them, once the words are read. */
  public interface Factory {
    /**
     * Makes them, once the server knows the words and who counts the calls.
     *
     * @param listener told of every call to the remote provider
     * @param memory what pictures that are being decoded may take
     * @param pictures where pictures of a remote provider are kept as they come
     */
    Providers make(
        AttributeDatabases databases,
        OpenAiListener listener,
        MemoryBudget memory,
        ReceivedPictures pictures);
  }

  /** What people should know of them at the start. */
  String describe() {
    return remote.map(OpenAiProvider::describe).orElse(studio.providerName());
  }

  /** How the remote provider has been doing, or that there is none. */
  ProviderStatus status() {
    return remote.map(OpenAiProvider::status).orElseGet(ProviderStatus::disabled);
  }

  @Override
  public void close() {
    remote.ifPresent(OpenAiProvider::close);
  }
}
