package dev.dalleserver.web.pages;

import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.web.files.FileUrl;
import dev.dalleserver.web.http.HtmlText;
import java.util.Optional;

/**
 * The meta elements by which chats and social networks show a link: OpenGraph and Twitter cards.
 * Their URLs must be absolute.
 */
public final class ShareTags {
  private final StringBuilder html = new StringBuilder(1024);

  private ShareTags() {}

  /**
   * Renders the elements of a page.
   *
   * @param base the base of absolute URLs; when empty, no element has a URL
   * @param path of the page, below the base
   * @param image the picture to show, if any
   */
  public static String render(
      String title,
      String description,
      Optional<String> base,
      String path,
      Optional<StoredImage> image) {
    ShareTags tags = new ShareTags();
    tags.add("property", "og:site_name", "dalleserver");
    tags.add("property", "og:type", "website");
    tags.add("property", "og:title", title);
    tags.add("property", "og:description", description);
    base.ifPresent(url -> tags.add("property", "og:url", url + path));
    Optional<StoredImage> shown = image.filter(stored -> base.isPresent());
    shown.ifPresent(stored -> tags.addImage(base.get(), stored, description));
    tags.add("name", "twitter:card", shown.isPresent() ? "summary_large_image" : "summary");
    tags.add("name", "twitter:title", title);
    tags.add("name", "twitter:description", description);
    return tags.html.toString();
  }

  private void addImage(String base, StoredImage image, String alt) {
    // The file rather than /dalle/...: crawlers are kept from all that could start something.
    String file = FileUrl.of(ArtifactKind.ANNOTATED, image.series(), image.address());
    String url = base + file + "?v=" + image.version();
    add("property", "og:image", url);
    add("property", "og:image:type", "image/png");
    add("property", "og:image:width", Integer.toString(image.width()));
    add("property", "og:image:height", Integer.toString(image.height()));
    add("property", "og:image:alt", alt);
    add("name", "twitter:image", url);
    add("name", "twitter:image:alt", alt);
  }

  private void add(String kind, String name, String content) {
    html.append("<meta ").append(kind).append("=\"").append(name).append("\" content=\"");
    html.append(HtmlText.escape(content)).append("\">\n  ");
  }
}
