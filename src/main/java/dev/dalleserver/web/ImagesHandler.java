package dev.dalleserver.web;

import dev.dalleserver.gallery.ImagePage;
import dev.dalleserver.gallery.ImagePosition;
import dev.dalleserver.gallery.ImageQuery;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.web.events.RenderCache;
import dev.dalleserver.web.http.AccessRules;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** {@code /images}: the stored pictures. */
final class ImagesHandler {
  private final PictureCatalog images;
  private final PictureResolver resolver;
  private final PictureService pictures;
  private final ArtifactStore store;
  private final AccessRules access;

  /**
   * The page that was rendered last: most clients ask for the same one, the first of all pictures.
   */
  private final RenderCache<PageKey> lastPage = new RenderCache<>();

  ImagesHandler(
      PictureCatalog images,
      PictureResolver known,
      PictureService pictures,
      ArtifactStore store,
      AccessRules access) {
    this.access = access;
    this.images = images;
    this.resolver = known;
    this.pictures = pictures;
    this.store = store;
  }

  /**
   * A page.
   *
   * @param count how many match in all
   * @param nextCursor empty on the last page
   */
  private record Listing(List<ImageJson> images, int count, String nextCursor) {}

  /** The query for a page, at one version of the index, and the prefix of its links. */
  private record PageKey(long version, ImageQuery query, String prefix) {}

  void list(Context ctx) {
    // Reads the version before the page: a change meanwhile makes the rendering outdated, not
    // wrong.
    PageKey key = new PageKey(images.version(), query(ctx), RequestContext.of(ctx).prefix());
    Json.answerRendered(ctx, lastPage.get(key, () -> JsonEncoder.encode(listing(key))));
  }

  private Listing listing(PageKey key) {
    ImagePage page = images.page(key.query);
    return new Listing(
        page.images().stream().map(image -> ImageJson.of(image, key.prefix)).toList(),
        page.count(),
        page.next().map(ImagePosition::cursor).orElse(""));
  }

  void get(Context ctx) {
    PictureKey key = resolver.key(ctx);
    StoredImage image =
        images
            .find(key)
            .orElseThrow(
                () ->
                    new ApiError(
                        ErrorCode.NOT_FOUND,
                        "this picture has not been made",
                        "GET /dalle/{series}/{address}?generate=1 makes it"));
    String prefix = RequestContext.of(ctx).prefix();
    Json.answer(ctx, 200, ImageDetails.of(image, pictures.dress(key), store, prefix));
  }

  private ImageQuery query(Context ctx) {
    return new ImageQuery(
        Parameters.text(ctx, "series").map(name -> resolver.series(name).value()),
        Parameters.search(ctx),
        Parameters.limit(ctx),
        Parameters.text(ctx, "cursor").map(ImagesHandler::parseCursor),
        hidden(ctx));
  }

  /** Only who may change something sees what is hidden. */
  private boolean hidden(Context ctx) {
    boolean hidden = Parameters.flag(ctx, "hidden");
    if (hidden) {
      access.checkChange(ServletContextRequest.getServletContextRequest(ctx.req()));
    }
    return hidden;
  }

  private static ImagePosition parseCursor(String cursor) {
    return ImagePosition.parse(cursor)
        .orElseThrow(
            () -> Parameters.invalid("cursor", cursor, "the nextCursor of an earlier answer"));
  }
}
