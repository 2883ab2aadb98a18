package dev.dalleserver;

import dev.dalleserver.collections.CollectionLimits;
import dev.dalleserver.collections.CollectionService;
import dev.dalleserver.collections.CollectionStore;
import dev.dalleserver.collections.ImagePrice;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pricing.PriceTable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** The collections of one server, where its backend keeps them. */
final class ServerCollections {
  private ServerCollections() {}

  /**
   * Reads what is stored; begins nothing.
   *
   * @throws IOException when it cannot be read
   */
  static Optional<CollectionService> create(
      Backend backend, CollectionService.Surroundings surroundings, int workers)
      throws IOException {
    Optional<CollectionStore> store = backend.collections();
    return store.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CollectionService(store.get(), surroundings, CollectionLimits.of(workers)));
  }

  /** Returns what an image costs at the moment when it is asked. */
  static Supplier<ImagePrice> price(PictureProviders providers, Supplier<PriceTable> prices) {
    Optional<ImageProvider> paid = providers.provider().filter(ImageProvider::isPaid);
    return () ->
        new ImagePrice(
            paid.isPresent(),
            paid.flatMap(provider -> prices.get().cheapestImage(provider.model())),
            prices.get().currency());
  }
}
