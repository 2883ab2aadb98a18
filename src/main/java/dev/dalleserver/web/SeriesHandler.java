package dev.dalleserver.web;

import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import io.javalin.http.Context;
import java.util.List;

/** {@code /series}: which series there are. */
final class SeriesHandler {
  private final SeriesCatalog catalog;

  SeriesHandler(SeriesCatalog catalog) {
    this.catalog = catalog;
  }

  /** The names, or with {@code details=series} the whole definitions. */
  private record Listing(List<?> series, int count) {}

  void list(Context ctx) {
    String details = ctx.queryParam("details");
    List<Series> all = catalog.all();
    if (details == null || details.isEmpty()) {
      Json.answer(ctx, 200, new Listing(all.stream().map(Series::suffix).toList(), all.size()));
    } else if (details.equals("series")) {
      Json.answer(ctx, 200, new Listing(all, all.size()));
    } else {
      throw Parameters.invalid("details", details, "series");
    }
  }
}
