package dev.dalleserver.pictures;

import java.util.Optional;

/**
 * The providers of a picture and its parts. The composition root sets them; the phases of a missing
 * one are skipped.
 *
 * @param enhancer enriches prompts
 * @param provider paints; without one a plain card is captioned
 * @param annotator captions
 */
public record PictureProviders(
    Optional<PromptEnhancer> enhancer, Optional<ImageProvider> provider, Annotator annotator) {
  /** Returns the provider's name as snapshots show it. */
  public String providerName() {
    return provider.map(ImageProvider::name).orElse("none");
  }
}
