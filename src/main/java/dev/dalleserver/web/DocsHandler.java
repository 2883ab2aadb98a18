package dev.dalleserver.web;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** {@code /docs}: the contract for people, drawn by a viewer that is packed with the program. */
final class DocsHandler {
  private static final String VIEWER = "viewer";

  private final StaticAssets assets;
  private volatile @Nullable StaticAssets viewer;

  /**
   * @param assets the front-end, which has the page
   */
  DocsHandler(StaticAssets assets) {
    this.assets = assets;
  }

  void get(Context ctx) {
    assets.sendPage(ctx, "docs.html", viewer().prefix());
  }

  /** {@code /static/{hash}/{file}}: of the front-end or of the viewer. */
  void asset(Context ctx) {
    if (assets.has(ctx)) {
      assets.get(ctx);
    } else {
      viewer().get(ctx);
    }
  }

  /** Two megabytes that most servers are never asked for: read when they first are. */
  private StaticAssets viewer() {
    StaticAssets known = viewer;
    if (known == null) {
      known = new StaticAssets(VIEWER);
      // Two at once read the same.
      viewer = known;
    }
    return known;
  }
}
