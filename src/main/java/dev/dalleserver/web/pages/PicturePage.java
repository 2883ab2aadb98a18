package dev.dalleserver.web.pages;

import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.AcceptHeader;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.HtmlText;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * {@code /pictures/{series}/{address}}: the page of one picture, made or not. It needs no script: a
 * form starts the picture, and while it is made the page reloads itself.
 */
public final class PicturePage {
  /** The gallery's policy, but that the form may be sent to this server. */
  private static final String CONTENT_SECURITY_POLICY =
      StaticAssets.CONTENT_SECURITY_POLICY.replace("form-action 'none'", "form-action 'self'");

  private static final String NOT_INDEXED = "<meta name=\"robots\" content=\"noindex\">\n  ";
  private static final String RELOADED = "<meta http-equiv=\"refresh\" content=\"3\">\n  ";

  private final PictureCatalog images;
  private final PictureService pictures;
  private final StaticAssets assets;
  private final ExternalUrls urls;
  private final BooleanSupplier needsToken;

  /**
   * @param needsToken true when only clients with a token may start something, which a plain form
   *     cannot send
   */
  public PicturePage(
      PictureCatalog images,
      PictureService pictures,
      StaticAssets assets,
      ExternalUrls urls,
      BooleanSupplier needsToken) {
    this.images = images;
    this.pictures = pictures;
    this.assets = assets;
    this.urls = urls;
    this.needsToken = needsToken;
  }

  /** Returns the page's path, without the prefix. */
  public static String path(PictureKey key) {
    return "/pictures/" + key.seriesText() + "/" + key.addressText();
  }

  /** Returns true for a browser that opens a link, and not for a program or an image element. */
  public static boolean isAskedByBrowser(Context ctx) {
    return AcceptHeader.prefersPage(
        ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders());
  }

  /** Answers with the page. */
  public void send(Context ctx, PictureKey key) {
    String prefix = RequestContext.of(ctx).prefix();
    Optional<StoredImage> image = images.find(key);
    Optional<ProgressSnapshot> run = pictures.findProgress(key);
    PictureText text = new PictureText(key, pictures.dressOrPlan(key), prefix);
    boolean working = run.isPresent() && !run.get().done();
    String content =
        image.isPresent() && !working
            ? text.made(image.get())
            : text.unmade(run, needsToken.getAsBoolean());
    byte[] page =
        PageTemplate.fill(
            assets,
            "picture.html",
            prefix,
            Map.of("head", head(ctx, key, text, image, working), "content", content));
    ctx.contentType("text/html; charset=utf-8");
    ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    ctx.header("Cache-Control", image.isPresent() && !working ? "no-cache" : "no-store");
    BodySender.of(ctx).sendText(ctx, page);
  }

  private String head(
      Context ctx, PictureKey key, PictureText text, Optional<StoredImage> image, boolean working) {
    Optional<String> base = urls.base(ServletContextRequest.getServletContextRequest(ctx.req()));
    boolean unlisted = image.isEmpty() || image.get().hidden();
    String state = (unlisted ? NOT_INDEXED : "") + (working ? RELOADED : "");
    return "<title>"
        + HtmlText.escape(text.title() + " · dalleserver")
        + "</title>\n  <meta name=\"description\" content=\""
        + HtmlText.escape(text.description())
        + "\">\n  "
        + state
        + ShareTags.render(text.title(), text.description(), base, path(key), image);
  }
}
