package dev.dalleserver.web;

import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;

/**
 * {@code /docs}: the API's contract for people, shown by a viewer that is packed with the program.
 */
final class DocsHandler {
  private final StaticAssets assets;
  private final StaticAssets viewer;

  /**
   * @param assets the files of the front-end, which has the page
   * @param viewer the files of the viewer
   */
  DocsHandler(StaticAssets assets, StaticAssets viewer) {
    this.assets = assets;
    this.viewer = viewer;
  }

  void get(Context ctx) {
    assets.sendPage(ctx, "docs.html", RequestContext.of(ctx).prefix() + viewer.prefix());
  }

  /** Sends {@code /static/{hash}/{file}}, a file of the front-end or of the viewer. */
  void asset(Context ctx) {
    if (assets.hasCurrentHash(ctx)) {
      assets.get(ctx);
    } else {
      viewer.get(ctx);
    }
  }
}
