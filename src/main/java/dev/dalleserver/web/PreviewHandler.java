package dev.dalleserver.web;

import dev.dalleserver.gallery.ImageQuery;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.Address;
import dev.dalleserver.web.events.RenderCache;
import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.HtmlText;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.pages.PageTemplate;
import dev.dalleserver.web.pages.ShareTags;
import io.javalin.http.Context;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/**
 * Handler of {@code /preview}: the gallery. Scripts fill the page; without scripts it shows the
 * newest pictures as plain links.
 */
final class PreviewHandler {
  private static final String TITLE = "Every address is a picture";
  private static final String DESCRIPTION = "A gallery of pictures made from Ethereum addresses.";
  private static final int MAX_IMAGES = 60;
  private static final int THUMBNAIL_WIDTH = 384;

  private static final DateTimeFormatter DATE_FORMAT =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final PictureCatalog images;
  private final StaticAssets assets;
  private final ExternalUrls urls;
  private final RenderCache<PageKey> page = new RenderCache<>();
  private final RenderCache<PageKey> compressedPage = new RenderCache<>();

  PreviewHandler(PictureCatalog images, StaticAssets assets, ExternalUrls urls) {
    this.urls = urls;
    this.images = images;
    this.assets = assets;
  }

  /** The version of the index, the prefix of the links, and the base of absolute ones. */
  private record PageKey(long version, String prefix, Optional<String> base) {}

  void get(Context ctx) {
    // The version is read before the list: a change in between makes the next request render the
    // page again, and never keeps an old list under a new version.
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    PageKey key =
        new PageKey(images.version(), RequestContext.of(ctx).prefix(), urls.base(request));
    if (StaticAssets.isCompressionAsked(ctx)) {
      assets.sendPage(ctx, compressedPage.get(key, () -> ContentCoding.gzip(render(key))), true);
    } else {
      assets.sendPage(ctx, page.get(key, () -> render(key)), false);
    }
  }

  private byte[] render(PageKey key) {
    List<StoredImage> newest = images.page(ImageQuery.newest(MAX_IMAGES)).images();
    String share =
        ShareTags.render(TITLE, DESCRIPTION, key.base, "/preview", newest.stream().findFirst());
    return PageTemplate.fill(
        assets,
        "index.html",
        key.prefix,
        Map.of("share", share, "content", render(newest, key.prefix)));
  }

  private static String render(List<StoredImage> newest, String prefix) {
    if (newest.isEmpty()) {
      return "<p>Nothing has been made yet.</p>";
    }
    StringBuilder html = new StringBuilder(32 * 1024);
    html.append("<ol class=\"plain\">\n");
    newest.forEach(image -> appendItem(html, image, prefix));
    return html.append("</ol>").toString();
  }

  private static void appendItem(StringBuilder html, StoredImage image, String prefix) {
    String address = new Address(image.address()).checksummed();
    String title = image.title().isBlank() ? "Untitled" : image.title();
    ImageJson links = ImageJson.of(image, prefix);
    html.append("<li><a href=\"").append(HtmlText.escape(links.url())).append("\"><img src=\"");
    html.append(HtmlText.escape(links.thumbnailUrl()))
        .append("\" width=\"")
        .append(THUMBNAIL_WIDTH);
    html.append("\" height=\"").append(thumbnailHeight(image));
    html.append("\" loading=\"lazy\" alt=\"\"> <b>").append(HtmlText.escape(title));
    html.append("</b></a> <code>").append(address).append("</code> <time datetime=\"");
    html.append(image.createdAt().truncatedTo(ChronoUnit.SECONDS)).append("\">");
    html.append(DATE_FORMAT.format(image.createdAt())).append("</time></li>\n");
  }

  private static long thumbnailHeight(StoredImage image) {
    return Math.max(1, (long) image.height() * THUMBNAIL_WIDTH / image.width());
  }
}
