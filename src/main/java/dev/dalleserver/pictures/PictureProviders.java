package dev.dalleserver.pictures;

import java.util.Optional;

/**
 * The providers of a picture and its parts. The composition root sets them; the phases of a missing
 * one are skipped.
 *
 * @param enhancer enriches prompts
 * @param provider paints; without one a plain card is captioned
 * @param annotator captions
 * @param previews how many pictures of the work under way a run shows, 0 to 3; with 0 no provider
 *     is asked for any
 */
public record PictureProviders(
    Optional<PromptEnhancer> enhancer,
    Optional<ImageProvider> provider,
    Annotator annotator,
    int previews) {
  /** Creates providers whose runs show no previews. */
  public PictureProviders(
      Optional<PromptEnhancer> enhancer, Optional<ImageProvider> provider, Annotator annotator) {
    this(enhancer, provider, annotator, 0);
  }

  /** Returns the provider's name as snapshots show it. */
  public String providerName() {
    return provider.map(ImageProvider::name).orElse("none");
  }
}
