package dev.dalleserver.attack;

import dev.dalleserver.TestServer;

/** Documented paths, their parameters replaced by existing things. */
final class Documented {
  private Documented() {}

  /**
   * Fills in a path of the OpenAPI document.
   *
   * @param batch the path of an existing batch
   */
  static String path(String template, String batch) {
    return template
        .replace("/v1/images/generations/{id}", batch)
        .replace("/collections/{id}", "/collections/col_1_aaaaaaaaa")
        .replace("{n}", "0")
        .replace("{series}/{kind}/{file}", "simple/annotated/" + TestServer.ADDRESS + ".png")
        .replace("{series}", "simple")
        .replace("{address}", TestServer.ADDRESS)
        .replace("/series/{name}", "/series/simple")
        .replace("/databases/{name}", "/databases/nouns")
        .replace("{model}", "gpt-image-2")
        .replace("{hash}/{file}", "0/preview.js");
  }
}
