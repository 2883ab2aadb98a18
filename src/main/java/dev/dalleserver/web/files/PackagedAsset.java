package dev.dalleserver.web.files;

import dev.dalleserver.web.http.HeapSource;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;

/**
 * A file that is packed with the program. It stays in memory as long as the program runs, so
 * readers reserve no memory for it.
 *
 * @param content must not be changed
 */
public record PackagedAsset(Representation representation, byte[] content)
    implements RangeSource.Content {
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

  /**
   * @param tag differs for each content under the same URL; without quotes
   */
  public static PackagedAsset of(String name, byte[] content, String tag) {
    HttpField type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), OTHER_TYPE);
    return new PackagedAsset(
        Representation.of(content.length, type, '"' + tag + '"', null), content);
  }

  @Override
  public ByteBuffer part(long from, long length) {
    return ByteBuffer.wrap(content, (int) from, (int) Math.min(HeapSource.MAX_PIECE_BYTES, length));
  }

  @Override
  public void release() {}
}
