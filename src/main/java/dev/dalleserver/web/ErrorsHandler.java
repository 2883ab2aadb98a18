package dev.dalleserver.web;

import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.HtmlText;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code /errors}: the recent errors, for people and for programs. */
final class ErrorsHandler {
  private final RecentErrors errors;
  private final StaticAssets assets;

  ErrorsHandler(RecentErrors errors, StaticAssets assets) {
    this.errors = errors;
    this.assets = assets;
  }

  /** The answer for programs. */
  private record Answer(List<RecentErrors.Count> counts, List<RecentErrors.Entry> last) {}

  void get(Context ctx) {
    if (Parameters.isJsonRequested(ctx)) {
      Json.answerText(ctx, new Answer(errors.counts(), errors.last()));
    } else {
      assets.sendPage(ctx, "errors.html", content());
    }
  }

  private String content() {
    List<RecentErrors.Count> counts = errors.counts();
    if (counts.isEmpty()) {
      return "<p>Nothing has gone wrong since the server was started.</p>";
    }
    StringBuilder html = new StringBuilder(16 * 1024);
    html.append("<table><caption>Since the start</caption>");
    head(html, "Code", "Endpoint", "Count");
    counts.forEach(count -> row(html, count.code(), count.endpoint(), "" + count.count()));
    html.append("</tbody></table><table><caption>The last ones</caption>");
    head(html, "Time", "Code", "Endpoint", "Status", "Request", "Message");
    errors.last().forEach(entry -> row(html, entry));
    return html.append("</tbody></table>").toString();
  }

  private static void row(StringBuilder html, RecentErrors.Entry entry) {
    row(
        html,
        entry.time().truncatedTo(ChronoUnit.SECONDS).toString(),
        entry.code(),
        entry.endpoint(),
        "" + entry.status(),
        entry.requestId(),
        entry.message());
  }

  private static void head(StringBuilder html, String... names) {
    html.append("<thead><tr>");
    for (String name : names) {
      html.append("<th scope=\"col\">").append(name).append("</th>");
    }
    html.append("</tr></thead><tbody>");
  }

  private static void row(StringBuilder html, String... cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append("<td>").append(HtmlText.escape(cell)).append("</td>");
    }
    html.append("</tr>");
  }
}
