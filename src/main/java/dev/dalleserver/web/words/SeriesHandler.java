package dev.dalleserver.web.words;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.series.UserSeriesWriter;
import dev.dalleserver.web.http.ContentTypeFilter;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.JsonBody;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Handler of {@code /series}: lists, reads, writes and removes series. */
final class SeriesHandler {
  static final String EXAMPLE =
      "{\"purpose\": \"...\", \"nouns\": [\"...\"], ..., \"colorLimit\": 0}";

  private final SeriesCatalog catalog;
  private final UserSeriesWriter writer;

  SeriesHandler(SeriesCatalog catalog, UserSeriesWriter editor) {
    this.catalog = catalog;
    this.writer = editor;
  }

  /** The answer of the list: names, or with {@code details=series} whole definitions. */
  private record Listing(List<?> series, int count) {}

  /** The answer to a removal. */
  private record Removed(boolean removed, String path) {}

  void list(Context ctx) {
    String details = ctx.queryParam("details");
    List<Series> all = catalog.all();
    if (details == null || details.isEmpty()) {
      Json.answerText(ctx, new Listing(all.stream().map(Series::suffix).toList(), all.size()));
    } else if (details.equals("series")) {
      Json.answerTextList(ctx, new Listing(List.of(), all.size()), all, JsonEncoder::encode);
    } else {
      throw Parameters.invalid("details", details, "series");
    }
  }

  void get(Context ctx) {
    SeriesName name = name(ctx);
    Json.answer(
        ctx,
        200,
        catalog
            .find(name)
            .orElseThrow(
                () -> new InvalidSeriesException("there is no such series", name.value())));
  }

  /** Creates a series or replaces it. */
  void put(Context ctx) {
    SeriesName name = name(ctx);
    JsonNode definition =
        JsonBody.read(ContentTypeFilter.declaredType(ctx), ctx.bodyAsBytes(), EXAMPLE);
    try {
      UserSeriesWriter.Written written = writer.put(name, definition);
      if (written.created()) {
        ctx.header("Location", RequestContext.of(ctx).prefix() + "/series/" + name);
      }
      Json.answer(ctx, written.created() ? 201 : 200, written.series());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a series; its pictures are kept. */
  void delete(Context ctx) {
    SeriesName name = name(ctx);
    try {
      writer.delete(name);
      Json.answer(ctx, 200, new Removed(true, writer.path(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SeriesName name(Context ctx) {
    return SeriesName.parse(Parameters.segments(ctx).get(1));
  }
}
