package dev.dalleserver.generation;

import java.util.Optional;

/**
 * Who makes what. The composition root fills it; a missing one means that its phases are skipped.
 *
 * @param enhancer enriches prompts
 * @param provider paints; without one a plain card is captioned
 * @param annotator captions
 */
public record PictureProviders(
    Optional<PromptEnhancer> enhancer, Optional<ImageProvider> provider, Annotator annotator) {
  /** The provider's name as snapshots show it. */
  public String providerName() {
    return provider.map(ImageProvider::name).orElse("none");
  }
}
