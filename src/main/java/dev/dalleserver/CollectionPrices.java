package dev.dalleserver;

import dev.dalleserver.collections.ImagePrice;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pricing.PriceTable;
import java.util.Optional;
import java.util.function.Supplier;

/** What an image of a collection costs. */
final class CollectionPrices {
  private CollectionPrices() {}

  /** Returns what an image costs at the moment when it is asked. */
  static Supplier<ImagePrice> of(PictureProviders providers, Supplier<PriceTable> prices) {
    Optional<ImageProvider> paid = providers.provider().filter(ImageProvider::isPaid);
    return () ->
        new ImagePrice(
            paid.isPresent(),
            paid.flatMap(provider -> prices.get().cheapestImage(provider.model())),
            prices.get().currency());
  }
}
