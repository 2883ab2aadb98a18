package dev.dalleserver.web.files;

import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.HeapSource;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/**
 * A file that is packed with the program. It stays in memory as long as the program runs, so
 * readers reserve no memory for it; so does its compressed form, from the first request for that
 * on.
 */
public final class PackagedAsset implements RangeSource.Content {
  private static final Map<String, HttpField> TYPES =
      Map.of(
          "css", Representation.type("text/css; charset=utf-8"),
          "js", Representation.type("text/javascript; charset=utf-8"),
          "svg", Representation.type("image/svg+xml"),
          "png", Representation.type("image/png"),
          "ico", Representation.type("image/x-icon"),
          "woff2", Representation.type("font/woff2"),
          "json", Representation.type("application/json"));
  private static final HttpField OTHER_TYPE = Representation.type("application/octet-stream");
  private static final Set<String> TEXTS = Set.of("css", "js", "svg", "json");

  private final Representation representation;
  private final byte[] content;
  private final boolean compressible;
  private volatile @Nullable PackagedAsset compressed;

  private PackagedAsset(Representation representation, byte[] content, boolean compressible) {
    this.representation = representation;
    this.content = content;
    this.compressible = compressible;
  }

  /**
   * @param content must not be changed
   * @param tag differs for each content under the same URL; without quotes
   */
  public static PackagedAsset of(String name, byte[] content, String tag) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    HttpField type = TYPES.getOrDefault(extension, OTHER_TYPE);
    return new PackagedAsset(
        Representation.of(content.length, type, '"' + tag + '"', null),
        content,
        TEXTS.contains(extension) && ContentCoding.isWorthwhile(content.length));
  }

  byte[] content() {
    return content;
  }

  Representation representation() {
    return representation;
  }

  /** Returns true for a file that is compressed for clients that ask for it. */
  boolean isCompressible() {
    return compressible;
  }

  /** Returns the same file compressed; it has another tag, since its bytes are others. */
  PackagedAsset compressed() {
    PackagedAsset known = compressed;
    if (known == null) {
      byte[] gzip = ContentCoding.gzip(content);
      known = new PackagedAsset(representation.compressed(gzip.length), gzip, false);
      // Two threads that do this at once make the same bytes.
      compressed = known;
    }
    return known;
  }

  @Override
  public ByteBuffer part(long from, long length) {
    return ByteBuffer.wrap(content, (int) from, (int) Math.min(HeapSource.MAX_PIECE_BYTES, length));
  }

  @Override
  public void release() {}
}
