package dev.dalleserver.web.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.gallery.ImageQuery;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.metadata.CollectionMetadata;
import dev.dalleserver.metadata.TokenMetadata;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.files.MadeContent;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * {@code /metadata/{series}} and {@code /metadata/{series}/{address}}: what marketplaces read of a
 * series and of a finished picture, as bare JSON that any page may fetch.
 */
final class MetadataHandler {
  private final PictureSources sources;
  private final SeriesCatalog series;
  private final PictureService pictures;
  private final ExternalUrls urls;
  private final FileAnswer files;

  MetadataHandler(
      PictureSources sources,
      SeriesCatalog series,
      PictureService pictures,
      ExternalUrls urls,
      FileAnswer files) {
    this.sources = sources;
    this.series = series;
    this.pictures = pictures;
    this.urls = urls;
    this.files = files;
  }

  void picture(Context ctx) {
    allowAnyPage(ctx);
    PictureKey key = sources.key(ctx);
    StoredImage image = sources.images().find(key).orElseThrow(MetadataHandler::notMade);
    DalleDress dress = pictures.dressOrPlan(key);
    send(ctx, TokenMetadata.of(image, dress, ServerLinks.of(ctx, urls)).toJson());
  }

  void collection(Context ctx) {
    allowAnyPage(ctx);
    SeriesName name = sources.series(Parameters.segments(ctx).get(1));
    ServerLinks links = ServerLinks.of(ctx, urls);
    String purpose = series.find(name).map(Series::purpose).orElse("");
    send(
        ctx,
        new CollectionMetadata(name.value(), purpose, image(name, links), links.to("/preview"))
            .toJson());
  }

  /** Returns the URL of the newest picture that is shown, or of the server's icon. */
  private String image(SeriesName name, ServerLinks links) {
    PictureCatalog images = sources.images();
    ImageQuery newest = new ImageQuery(Optional.of(name.value()), "", 1, Optional.empty());
    return images.page(newest).images().stream()
        .map(image -> links.image(PictureKey.parse(image.series(), image.address())))
        .findFirst()
        .orElseGet(() -> links.to("/apple-touch-icon.png"));
  }

  /** Metadata is public: pages of marketplaces fetch it, and it reveals nothing else. */
  private static void allowAnyPage(Context ctx) {
    ctx.header("Access-Control-Allow-Origin", "*");
    ctx.header("Access-Control-Expose-Headers", "ETag, X-Request-ID");
  }

  private void send(Context ctx, byte[] json) {
    RequestContext.of(ctx).markQuiet();
    // Links follow the host, and what proxies say of it.
    ContentCoding.addVary(ctx, "Host");
    files.send(ctx, MadeContent.hashed(json, Json.CONTENT_TYPE));
  }

  private static ApiError notMade() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "this picture has not been made",
        "GET /dalle/{series}/{address}?generate=1 makes it");
  }
}
