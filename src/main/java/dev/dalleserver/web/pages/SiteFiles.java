package dev.dalleserver.web.pages;

import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.Route;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files that browsers and crawlers look for at fixed paths of every site. */
public final class SiteFiles {
  private static final String CACHE_FOR_A_DAY = "public, max-age=86400";

  /**
   * Keeps crawlers from every path that can start something, costs time or concerns the operator.
   * Pages, thumbnails and files of pictures stay allowed: previews of shared links need them.
   */
  private static final String ROBOTS =
      """
      User-agent: *
      Disallow: /dalle/
      Disallow: /v1/
      Disallow: /openai/
      Disallow: /events
      Disallow: /metrics
      Disallow: /health
      Disallow: /errors
      Disallow: /stats
      Disallow: /docs
      Disallow: /openapi.json
      Disallow: /*?*generate
      Disallow: /*?*force
      Disallow: /*?*remove
      """;

  private final StaticAssets assets;

  public SiteFiles(StaticAssets assets) {
    this.assets = assets;
  }

  /** {@code /robots.txt}. */
  /** Returns the rows of the table of URLs. */
  public List<Route> rows() {
    return List.of(
        Route.reading("/robots.txt", "what crawlers may fetch", this::robots),
        Route.reading("/favicon.ico", "the icon", this::favicon),
        Route.reading("/apple-touch-icon.png", "the icon for phones", this::touchIcon),
        Route.reading("/apple-touch-icon-precomposed.png", "the same", this::touchIcon));
  }

  public void robots(Context ctx) {
    ctx.contentType("text/plain; charset=utf-8");
    ctx.header("Cache-Control", CACHE_FOR_A_DAY);
    String prefix = RequestContext.of(ctx).prefix();
    // A prefix has no character that means something here, see ExternalUrls.
    String rules = ROBOTS.replace("Disallow: ", "Disallow: " + prefix);
    BodySender.of(ctx).send(ctx, rules.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code /favicon.ico}. */
  public void favicon(Context ctx) {
    send(ctx, "favicon.ico", "image/x-icon");
  }

  /** {@code /apple-touch-icon.png}, for the start screens of phones. */
  public void touchIcon(Context ctx) {
    send(ctx, "apple-touch-icon.png", "image/png");
  }

  private void send(Context ctx, String name, String type) {
    ctx.contentType(type);
    ctx.header("Cache-Control", CACHE_FOR_A_DAY);
    BodySender.of(ctx).send(ctx, assets.content(name));
  }
}
