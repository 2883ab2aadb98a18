package dev.dalleserver.web;

import dev.dalleserver.series.ContentHash;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** {@code /openapi.json}: the contract for machines. */
final class OpenApiHandler {
  private static final String NAME = "openapi.json";

  private final String version;
  private final FileAnswer files;
  private volatile @Nullable PackagedAsset document;

  /**
   * @param version of the server
   * @param files hands the document out
   */
  OpenApiHandler(String version, FileAnswer files) {
    this.version = version;
    this.files = files;
  }

  void get(Context ctx) {
    files.send(ctx, document());
  }

  /** Put together when it is first asked for: most servers are never asked. */
  private PackagedAsset document() {
    PackagedAsset known = document;
    if (known == null) {
      byte[] json = Json.bytes(OpenApiDocument.assemble(version));
      known = PackagedAsset.of(NAME, json, new ContentHash(json).text());
      // Two at once make the same.
      document = known;
    }
    return known;
  }
}
