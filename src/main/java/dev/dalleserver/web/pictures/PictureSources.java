package dev.dalleserver.web.pictures;

import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import io.javalin.http.Context;
import java.util.function.Function;

/**
 * How handlers find the picture or the series that a request names.
 *
 * @param keys reads the picture from a path {@code /.../{series}/{address}}
 * @param seriesNames parses the name of a series that exists
 * @param images the stored pictures
 */
public record PictureSources(
    Function<Context, PictureKey> keys,
    Function<String, SeriesName> seriesNames,
    PictureCatalog images) {
  PictureKey key(Context ctx) {
    return keys.apply(ctx);
  }

  SeriesName series(String text) {
    return seriesNames.apply(text);
  }
}
