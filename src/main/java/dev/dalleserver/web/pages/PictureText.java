package dev.dalleserver.web.pages;

import dev.dalleserver.dress.Attribute;
import dev.dalleserver.dress.AttributeLabels;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.web.files.FileUrl;
import dev.dalleserver.web.http.HtmlText;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the page of a picture says about it, as HTML.
 *
 * @param dress the stored words, or those that the address draws today
 * @param prefix the path in front of every path in links
 */
record PictureText(PictureKey key, DalleDress dress, String prefix) {
  /** The attributes that are about what is to be seen, from the adverb to the last color. */
  private static final Set<AttributeName> SHOWN =
      EnumSet.range(AttributeName.ADVERB, AttributeName.COLOR_3);

  String title() {
    String title = dress.words().prompts().title().strip();
    return title.isEmpty() ? "Untitled" : title;
  }

  String description() {
    String terse = dress.words().prompts().terse().strip();
    return terse.isEmpty() ? "A picture made from an Ethereum address." : terse;
  }

  String made(StoredImage image) {
    String path = "/" + key.seriesText() + "/" + key.addressText();
    String file = prefix + FileUrl.of(ArtifactKind.ANNOTATED, image.series(), image.address());
    String picture =
        "<a class=\"picture-frame\" href=\"%s\"><img src=\"%s?v=%s\" width=\"%d\" height=\"%d\" alt=\"%s\"></a>\n"
            .formatted(
                escape(prefix + "/dalle" + path),
                escape(file),
                escape(image.version()),
                image.width(),
                image.height(),
                escape(description()));
    return picture
        + "<div class=\"picture-text\">\n"
        + heading(title())
        + "<p class=\"picture-sentence\">"
        + escape(description())
        + "</p>\n<p class=\"picture-actions\"><a href=\""
        + escape(gallery())
        + "\">See it in the gallery</a></p>\n"
        + words()
        + "</div>";
  }

  String unmade(Optional<ProgressSnapshot> run, boolean needsToken) {
    return "<div class=\"picture-text picture-unmade\">\n"
        + heading(title())
        + "<p class=\"picture-sentence\">Every Ethereum address is a picture: its digits draw these"
        + " words, and the words are painted.</p>\n"
        + state(run, needsToken)
        + words()
        + "</div>";
  }

  private String state(Optional<ProgressSnapshot> run, boolean needsToken) {
    if (run.isPresent() && !run.get().done()) {
      return working(run.get());
    }
    String failure =
        run.map(ProgressSnapshot::error)
            .filter(error -> !error.isEmpty())
            .map(error -> "<p class=\"problem\">It could not be made: " + escape(error) + "</p>\n")
            .orElse("");
    return failure
        + "<p><strong>This picture has not been made yet.</strong></p>\n"
        + button(needsToken);
  }

  private String button(boolean needsToken) {
    if (needsToken) {
      return "<p class=\"picture-actions\">Making pictures needs this server's token: <a href=\""
          + escape(prefix + "/preview")
          + "\">make it in the gallery</a>.</p>\n";
    }
    String action = prefix + "/dalle/" + key.seriesText() + "/" + key.addressText();
    return "<form class=\"picture-actions\" method=\"post\" action=\""
        + escape(action)
        + "\"><button class=\"primary\" type=\"submit\">Make this picture</button></form>\n";
  }

  private static String working(ProgressSnapshot run) {
    String where =
        run.queuePosition() > 0
            ? "It waits to be made, at place " + run.queuePosition() + "."
            : "It is being made.";
    String eta =
        run.etaSeconds() > 0
            ? " About %d s are left.".formatted(Math.round(Math.ceil(run.etaSeconds())))
            : "";
    return "<p role=\"status\"><strong>"
        + where
        + "</strong>"
        + eta
        + " This page reloads itself.</p>\n"
        + "<progress class=\"picture-progress\" max=\"100\" value=\""
        + String.format(Locale.ROOT, "%.0f", run.percent())
        + "\"></progress>\n";
  }

  private String heading(String title) {
    return "<p class=\"muted\">Series "
        + escape(key.seriesText())
        + "</p>\n<h1>"
        + escape(title)
        + "</h1>\n<p class=\"mono muted picture-address\">"
        + key.address().checksummed()
        + "</p>\n";
  }

  private String words() {
    StringBuilder html = new StringBuilder("<h2>Its words</h2>\n<dl class=\"picture-words\">\n");
    for (AttributeName name : SHOWN) {
      Attribute attribute = dress.words().attribute(name);
      if (!attribute.hasNoRecord() && !attribute.word().isEmpty()) {
        html.append("<div><dt>").append(AttributeLabels.of(name)).append("</dt><dd>");
        html.append(escape(attribute.word())).append("</dd></div>\n");
      }
    }
    return html.append("</dl>\n").toString();
  }

  private String gallery() {
    return prefix + "/preview#/" + key.seriesText() + "/" + key.addressText();
  }

  private static String escape(String text) {
    return HtmlText.escape(text);
  }
}
