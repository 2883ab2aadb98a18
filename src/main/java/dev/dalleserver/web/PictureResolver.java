package dev.dalleserver.web;

import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.util.List;

/**
 * Resolves the picture or series that a request names. A series may have been removed while its
 * pictures are still stored, so a series that has pictures counts as existing.
 */
final class PictureResolver {
  private final SeriesCatalog catalog;
  private final PictureCatalog images;

  PictureResolver(SeriesCatalog catalog, PictureCatalog images) {
    this.catalog = catalog;
    this.images = images;
  }

  /** Returns the picture that a path {@code /.../{series}/{address}} names, made or not. */
  PictureKey key(Context ctx) {
    List<String> segments = Parameters.segments(ctx);
    PictureKey key = PictureKey.parse(segments.get(1), segments.get(2));
    requireSeries(key.series());
    return key;
  }

  /**
   * Parses the name of a series that exists.
   *
   * @throws InvalidSeriesException when the name is malformed, or neither the series nor a picture
   *     of it exists
   */
  SeriesName series(String text) {
    SeriesName name = SeriesName.parse(text);
    requireSeries(name);
    return name;
  }

  /**
   * Checks that a series exists.
   *
   * @throws InvalidSeriesException when neither the series nor a picture of it exists
   */
  void requireSeries(SeriesName name) {
    if (catalog.find(name).isEmpty() && !images.hasSeries(name)) {
      throw new InvalidSeriesException("there is no such series", name.value());
    }
  }
}
