package dev.dalleserver.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.series.ContentHash;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.files.PackagedAsset;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * Handler of {@code /openapi.json}: the OpenAPI document, which names the URL under which the
 * client reaches this server.
 */
final class OpenApiHandler {
  private static final String NAME = "openapi.json";

  private final String version;
  private final ExternalUrls urls;
  private final FileAnswer files;
  private volatile @Nullable Document last;

  /** The document for one base of all its paths. */
  private record Document(String base, PackagedAsset file) {}

  /**
   * @param version of the server
   * @param urls the URLs under which clients reach the server
   * @param files sends the document
   */
  OpenApiHandler(String version, ExternalUrls urls, FileAnswer files) {
    this.urls = urls;
    this.version = version;
    this.files = files;
  }

  void get(Context ctx) {
    files.send(ctx, document(urls.documentBase(RequestContext.of(ctx).prefix())));
  }

  /** Returns the document; made at the first request, since most servers never get one. */
  private PackagedAsset document(String base) {
    Document known = last;
    if (known == null || !known.base.equals(base)) {
      ObjectNode document = OpenApiDocument.assemble(version);
      ((ObjectNode) document.at("/servers/0")).put("url", base);
      byte[] json = JsonEncoder.encode(document);
      known = new Document(base, PackagedAsset.of(NAME, json, new ContentHash(json).text()));
      // Two threads that do this at once make the same document.
      last = known;
    }
    return known.file;
  }
}
