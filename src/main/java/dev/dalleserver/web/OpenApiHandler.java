package dev.dalleserver.web;

import io.javalin.http.Context;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** {@code /openapi.json}: the contract for machines. */
final class OpenApiHandler {
  private static final int NOT_MODIFIED = 304;
  private static final int TAG_DIGITS = 16;

  private final String version;
  private volatile @Nullable Rendered rendered;

  /**
   * @param version of the server
   */
  OpenApiHandler(String version) {
    this.version = version;
  }

  /** The document as it is sent. */
  private record Rendered(byte[] json, String tag) {}

  void get(Context ctx) {
    Rendered document = document();
    ctx.header("ETag", document.tag());
    ctx.header("Cache-Control", "no-cache");
    if (names(ctx.header("If-None-Match"), document.tag())) {
      ctx.status(NOT_MODIFIED);
      return;
    }
    ctx.contentType(Json.CONTENT_TYPE);
    Json.write(ctx, document.json());
  }

  private static boolean names(@Nullable String header, String tag) {
    return header != null
        && Arrays.stream(header.split(","))
            .map(String::strip)
            .anyMatch(one -> one.equals("*") || one.replaceFirst("^W/", "").equals(tag));
  }

  /** Put together when it is first asked for: most servers are never asked. */
  private Rendered document() {
    Rendered known = rendered;
    if (known == null) {
      byte[] json = Json.bytes(OpenApiDocument.assemble(version));
      known = new Rendered(json, '"' + hash(json) + '"');
      // Two at once make the same.
      rendered = known;
    }
    return known;
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
