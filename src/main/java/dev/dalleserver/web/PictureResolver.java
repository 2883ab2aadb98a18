package dev.dalleserver.web;

import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.series.InvalidSeriesException;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.series.SeriesName;
import dev.dalleserver.store.ImageIndex;
import io.javalin.http.Context;
import java.util.List;

/**
 * Reads which picture, or series, a request means. A series may be gone while its pictures are
 * still there, so having some is as good as being defined.
 */
final class PictureResolver {
  private final SeriesCatalog catalog;
  private final ImageIndex images;

  PictureResolver(SeriesCatalog catalog, ImageIndex images) {
    this.catalog = catalog;
    this.images = images;
  }

  /** The picture that a path {@code /.../{series}/{address}} names, made or not. */
  PictureKey key(Context ctx) {
    List<String> segments = Parameters.segments(ctx);
    PictureKey key = PictureKey.parse(segments.get(1), segments.get(2));
    require(key.series());
    return key;
  }

  /**
   * @throws InvalidSeriesException when it is malformed, or there is neither it nor a picture of it
   */
  SeriesName series(String text) {
    SeriesName name = SeriesName.parse(text);
    require(name);
    return name;
  }

  /**
   * @throws InvalidSeriesException when there is neither such a series nor a picture of it
   */
  void require(SeriesName name) {
    if (catalog.find(name).isEmpty() && !images.hasSeries(name.value())) {
      throw new InvalidSeriesException("there is no such series", name.value());
    }
  }
}
