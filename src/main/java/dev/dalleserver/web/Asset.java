package dev.dalleserver.web;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;

/**
 * A file that is packed with the program.
 *
 * @param content must not be changed
 */
record Asset(Representation representation, byte[] content) implements FileSending.Source {
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

  /** What is written from the heap is copied by the JDK, into a buffer of this size a thread. */
  private static final int LARGEST_PART = 64 * 1024;

  /**
   * @param tag tells this content from any other under its address; without quotes
   */
  static Asset of(String name, byte[] content, String tag) {
    HttpField type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), OTHER_TYPE);
    return new Asset(Representation.of(content.length, type, '"' + tag + '"', null), content);
  }

  @Override
  public ByteBuffer part(long from, long length) {
    return ByteBuffer.wrap(content, (int) from, (int) Math.min(LARGEST_PART, length));
  }

  @Override
  public void release() {}
}
