package dev.dalleserver.web.pictures;

import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.Route;
import java.util.List;

/** The rows of the table of URLs for what is derived from pictures. */
public record PictureRoutes(
    PictureSources sources,
    SeriesCatalog series,
    PictureService pictures,
    ExternalUrls urls,
    FileAnswer files) {
  /** Returns the rows in the order in which they are listed. */
  public List<Route> rows() {
    DressHandler dress = new DressHandler(sources, pictures);
    MetadataHandler metadata = new MetadataHandler(sources, series, pictures, urls, files);
    return List.of(
        Route.reading(
            "/dalle/{series}/{address}/dress",
            "its words and prompts as they would be; nothing is made",
            dress::get),
        Route.reading(
            "/metadata/{series}",
            "a series as marketplaces read it (ERC-721)",
            metadata::collection),
        Route.reading(
            "/metadata/{series}/{address}",
            "a finished picture as marketplaces read it",
            metadata::picture));
  }
}
