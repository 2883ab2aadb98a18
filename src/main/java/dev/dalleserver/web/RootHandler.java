package dev.dalleserver.web;

import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Handler of {@code /}: redirects browsers to the gallery and lists the endpoints for programs. */
final class RootHandler {
  private final UnaryOperator<String> list;

  /**
   * @param list lists the endpoints, each path with the prefix that it is given
   */
  RootHandler(UnaryOperator<String> list) {
    this.list = list;
  }

  void get(Context ctx) {
    ContentCoding.addVary(ctx, "Accept");
    String prefix = RequestContext.of(ctx).prefix();
    String accept = ctx.header("Accept");
    if (accept != null && accept.contains("text/html")) {
      ctx.header("Location", prefix + "/preview");
      ctx.status(302);
      return;
    }
    ctx.contentType("text/plain; charset=utf-8");
    ctx.header("Cache-Control", "no-store");
    BodySender.of(ctx).sendText(ctx, list.apply(prefix).getBytes(StandardCharsets.UTF_8));
  }
}
