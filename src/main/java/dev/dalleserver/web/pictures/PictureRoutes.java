package dev.dalleserver.web.pictures;

import dev.dalleserver.avatars.Avatars;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.pictures.ThumbnailStore;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.Route;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.util.List;

/** The rows of the table of URLs for what is derived from pictures. */
public record PictureRoutes(
    PictureSources sources,
    ArtifactStore store,
    SeriesCatalog series,
    PictureService pictures,
    Small small,
    ExternalUrls urls,
    FileAnswer files) {
  /**
   * Smaller pictures.
   *
   * @param avatarsMake whether a request for the avatar of a missing picture starts the picture
   * @param clock decides when it may start it again
   */
  public record Small(
      ThumbnailStore thumbnails, Avatars avatars, boolean avatarsMake, Clock clock) {}

  /** Returns the rows in the order in which they are listed. */
  public List<Route> rows() {
    DressHandler dress = new DressHandler(sources, pictures);
    MetadataHandler metadata = new MetadataHandler(sources, series, pictures, urls, files);
    ThumbnailsHandler thumbnails =
        new ThumbnailsHandler(small.thumbnails, small.avatars, sources, files);
    AvatarStarts starts = new AvatarStarts(pictures, small.clock, small.avatarsMake);
    AvatarsHandler avatars = new AvatarsHandler(sources, small.avatars, starts, files);
    HiddenHandler hidden = new HiddenHandler(sources, store, small.clock);
    return List.of(
        Route.changing(
                "/images/{series}/{address}/hidden",
                "PUT leaves a picture out of all lists, DELETE shows it again",
                HandlerType.PUT,
                hidden::hide)
            .withMethod(HandlerType.DELETE, hidden::show),
        Route.reading(
            "/thumbnails/{series}/{address}", "a thumbnail of a picture; ?size", thumbnails::get),
        Route.reading(
            "/avatars/{series}/{address}",
            "a square without caption; a placeholder while there is no picture; ?size, ?format",
            avatars::get),
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
