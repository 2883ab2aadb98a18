package dev.dalleserver.web.words;

import dev.dalleserver.drafts.DraftService;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.series.UserSeriesWriter;
import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.AcceptHeader;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.Route;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The rows of the table of URLs that are about series. */
public final class SeriesRoutes {
  private static final String PAGE = "series-edit.html";
  private static final SeriesName EDIT = SeriesName.parse("edit");

  private final SeriesCatalog catalog;
  private final SeriesHandler series;
  private final DraftHandler drafts;
  private final StaticAssets assets;

  public SeriesRoutes(
      SeriesCatalog catalog, UserSeriesWriter writer, DraftService drafts, StaticAssets assets) {
    this.catalog = catalog;
    this.series = new SeriesHandler(catalog, writer);
    this.drafts = new DraftHandler(drafts);
    this.assets = assets;
  }

  /** Returns the rows in the order of precedence. */
  public List<Route> rows() {
    return List.of(
        Route.reading("/series", "the series; ?details=series lists their words", series::list),
        // A series may have the name of the page: programs get the series, browsers the page.
        Route.reading("/series/edit", "a page to put a series together", this::edit)
            .withMethod(HandlerType.PUT, series::put)
            .withMethod(HandlerType.DELETE, series::delete),
        Route.reading(
                "/series/{name}", "one series; PUT writes, DELETE removes your own", series::get)
            .withMethod(HandlerType.PUT, series::put)
            .withMethod(HandlerType.DELETE, series::delete),
        // Neither stores anything. Both start work, so they are open to those who may start it.
        Route.changing(
            "/series/{name}/check",
            "what is wrong with a definition, and what it lets through; stores nothing",
            HandlerType.POST,
            drafts::check),
        Route.changing(
            "/series/{name}/preview",
            "a small picture of a definition; ?address; stores nothing",
            HandlerType.POST,
            drafts::preview));
  }

  /** The page, also for a client that accepts anything, as long as no series has its name. */
  private void edit(Context ctx) {
    ContentCoding.addVary(ctx, "Accept");
    boolean browser =
        AcceptHeader.prefersPage(
            ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders());
    boolean asksForJson = String.valueOf(ctx.header("Accept")).contains("json");
    if (browser || !asksForJson && catalog.find(EDIT).isEmpty()) {
      assets.sendPage(ctx, PAGE, "");
    } else {
      series.get(ctx);
    }
  }
}
