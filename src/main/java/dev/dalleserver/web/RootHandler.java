package dev.dalleserver.web;

import dev.dalleserver.web.http.BodySender;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Handler of {@code /}: redirects browsers to the gallery and lists the endpoints for programs. */
final class RootHandler {
  private final byte[] list;

  /**
   * @param endpoints one line for each endpoint
   */
  RootHandler(List<String> endpoints) {
    String text = "dalleserver\n\n" + String.join("\n", endpoints) + "\n";
    this.list = text.getBytes(StandardCharsets.UTF_8);
  }

  void get(Context ctx) {
    ctx.header("Vary", "Accept");
    String accept = ctx.header("Accept");
    if (accept != null && accept.contains("text/html")) {
      ctx.header("Location", "/preview");
      ctx.status(302);
      return;
    }
    ctx.contentType("text/plain; charset=utf-8");
    ctx.header("Cache-Control", "no-store");
    BodySender.of(ctx).send(ctx, list);
  }
}
