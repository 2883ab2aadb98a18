package dev.dalleserver.web.collections;

import dev.dalleserver.collections.CollectionService;
import dev.dalleserver.exports.ExportSources;
import dev.dalleserver.web.events.StreamAnswer;
import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.Route;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Optional;

/** The rows of the table of URLs that are about collections. */
public final class CollectionRoutes {
  private static final String ONE = "/collections/{id}";

  private final CollectionsHandler collections;

  /**
   * @param service empty where collections are not kept
   * @param exported where the files of exports come from
   */
  public CollectionRoutes(
      Optional<CollectionService> service,
      StreamAnswer streams,
      StaticAssets assets,
      ExportSources exported) {
    this.collections = new CollectionsHandler(service, streams, assets, exported);
  }

  /** Returns the rows. */
  public List<Route> all() {
    return List.of(
        Route.reading(
                "/collections",
                "lists of addresses that are made one after another; POST adds one",
                collections::list)
            .withMethod(HandlerType.POST, collections::post)
            .withBody(CollectionRequestReader.MAX_BYTES),
        Route.reading(ONE, "one list; DELETE removes it", collections::get)
            .withMethod(HandlerType.DELETE, collections::delete),
        Route.reading(ONE + "/events", "its progress, pushed", collections::events),
        Route.reading(
            ONE + "/export.zip",
            "its pictures, avatars and metadata, with checksums and content identifiers; ?base",
            collections::export),
        change("/addresses", "adds addresses to it", collections::add)
            .withBody(CollectionRequestReader.MAX_BYTES),
        change("/pause", "stops it for now", collections::pause),
        change("/resume", "goes on with it", collections::resume),
        change("/retry", "makes its failed pictures again", collections::retry));
  }

  private static Route change(String path, String about, Handler handler) {
    return Route.changing(ONE + path, about, HandlerType.POST, handler);
  }
}
