package dev.dalleserver.web;

import dev.dalleserver.series.ContentHash;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.files.PackagedAsset;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Handler of {@code /openapi.json}: the OpenAPI document. */
final class OpenApiHandler {
  private static final String NAME = "openapi.json";

  private final String version;
  private final FileAnswer files;
  private volatile @Nullable PackagedAsset document;

  /**
   * @param version of the server
   * @param files sends the document
   */
  OpenApiHandler(String version, FileAnswer files) {
    this.version = version;
    this.files = files;
  }

  void get(Context ctx) {
    files.send(ctx, document());
  }

  /** Returns the document; made at the first request, since most servers never get one. */
  private PackagedAsset document() {
    PackagedAsset known = document;
    if (known == null) {
      byte[] json = JsonEncoder.encode(OpenApiDocument.assemble(version));
      known = PackagedAsset.of(NAME, json, new ContentHash(json).text());
      // Two threads that do this at once make the same document.
      document = known;
    }
    return known;
  }
}
