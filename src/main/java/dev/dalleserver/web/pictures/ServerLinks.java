package dev.dalleserver.web.pictures;

import dev.dalleserver.metadata.MetadataLinks;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.web.files.FileUrl;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.pages.PicturePage;
import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Links to this server, as a client reaches it.
 *
 * @param base in front of every path: the public URL or the host of the request; only the prefix
 *     when the request names a host that is not accepted
 */
record ServerLinks(String base) implements MetadataLinks {
  static ServerLinks of(Context ctx, ExternalUrls urls) {
    return new ServerLinks(
        urls.base(ServletContextRequest.getServletContextRequest(ctx.req()))
            .orElseGet(() -> RequestContext.of(ctx).prefix()));
  }

  @Override
  public String image(PictureKey key) {
    // The file rather than /dalle/...: it has the ending of its format, and starts nothing.
    return base + FileUrl.of(ArtifactKind.ANNOTATED, key.seriesText(), key.addressText());
  }

  @Override
  public String page(PictureKey key) {
    return base + PicturePage.path(key);
  }

  /** Returns the URL of a path of this server. */
  String to(String path) {
    return base + path;
  }
}
