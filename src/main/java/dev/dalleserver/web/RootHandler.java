package dev.dalleserver.web;

import io.javalin.http.Context;
import java.util.List;

/** {@code /}: people go to the gallery, programs get the list of what there is. */
final class RootHandler {
  private final List<String> endpoints;

  /**
   * @param endpoints a line each
   */
  RootHandler(List<String> endpoints) {
    this.endpoints = List.copyOf(endpoints);
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
    ctx.result("dalleserver\n\n" + String.join("\n", endpoints) + "\n");
  }
}
