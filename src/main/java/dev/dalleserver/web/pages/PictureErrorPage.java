package dev.dalleserver.web.pages;

import dev.dalleserver.picture.InvalidAddressException;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorPage;
import dev.dalleserver.web.http.HtmlText;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The page that says why a picture, or its page, is not shown or not made. */
public final class PictureErrorPage implements ErrorPage {
  private static final int UNAUTHORIZED = 401;

  private final StaticAssets assets;

  public PictureErrorPage(StaticAssets assets) {
    this.assets = assets;
  }

  @Override
  public String contentSecurityPolicy() {
    return StaticAssets.CONTENT_SECURITY_POLICY;
  }

  @Override
  public byte[] render(ApiError error, String path, String prefix, String requestId) {
    String content =
        "<div class=\"picture-text picture-unmade\">\n<h1>This did not work</h1>\n"
            + "<p class=\"problem\" role=\"alert\">"
            + HtmlText.escape(sentence(error))
            + "</p>\n"
            + remedy(error)
            + links(error, path, prefix)
            + "<p class=\"muted\">Error "
            + error.status()
            + ", "
            + error.code().name()
            + ". The server's log has it as "
            + HtmlText.escape(requestId)
            + ".</p>\n</div>";
    String head =
        "<title>This did not work · dalleserver</title>\n"
            + "  <meta name=\"robots\" content=\"noindex\">\n  ";
    return PageTemplate.fill(
        assets, "picture.html", prefix, Map.of("head", head, "content", content));
  }

  private static String sentence(ApiError error) {
    String message = String.valueOf(error.getMessage()).strip();
    if (message.isEmpty()) {
      return "The server could not do this.";
    }
    String first = message.substring(0, 1).toUpperCase(Locale.ROOT);
    return first + message.substring(1) + (message.endsWith(".") ? "" : ".");
  }

  private static String remedy(ApiError error) {
    StringBuilder html = new StringBuilder();
    if (!error.details().isEmpty()) {
      html.append("<p>").append(HtmlText.escape(error.details())).append("</p>\n");
    }
    String pause = error.headers().get("Retry-After");
    if (pause != null) {
      html.append("<p>Try again in ").append(HtmlText.escape(pause)).append(" s.</p>\n");
    }
    return html.toString();
  }

  private static String links(ApiError error, String path, String prefix) {
    String gallery = link(prefix + "/preview", "All pictures");
    if (error.status() == UNAUTHORIZED) {
      return "<p class=\"picture-actions\">The gallery asks for the token: "
          + link(prefix + "/preview", "enter it there")
          + "</p>\n";
    }
    String back =
        picture(path)
            .map(key -> link(prefix + PicturePage.path(key), "Back to the picture") + " ")
            .orElse("");
    return "<p class=\"picture-actions\">" + back + gallery + "</p>\n";
  }

  /** Returns the picture that a path is about, if it is one. */
  private static Optional<PictureKey> picture(String path) {
    String[] segments = path.split("/", -1);
    if (segments.length < 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(PictureKey.parse(segments[2], segments[3]));
    } catch (InvalidSeriesException | InvalidAddressException notOne) {
      return Optional.empty();
    }
  }

  private static String link(String url, String text) {
    return "<a href=\"" + HtmlText.escape(url) + "\">" + text + "</a>";
  }
}
