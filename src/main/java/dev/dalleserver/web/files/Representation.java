package dev.dalleserver.web.files;

import dev.dalleserver.web.http.ContentCoding;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * The headers that describe some content, encoded in advance, wherever the content is stored. The
 * name is the term of RFC 9110, section 3.2.
 *
 * @param size in bytes
 * @param tag a strong validator, in its quotes
 * @param modified when the content was written; null when unknown
 * @param coding the header that names the compression; null for none
 */
record Representation(
    long size,
    HttpField type,
    String tag,
    HttpField tagField,
    @Nullable Modified modified,
    @Nullable HttpField coding) {

  /** Time of the last change in whole seconds, the precision of HTTP dates. */
  record Modified(long seconds, HttpField field) {}

  static Representation of(long size, HttpField type, String tag, @Nullable Modified modified) {
    return new Representation(
        size, type, tag, new PreEncodedHttpField(HttpHeader.ETAG, tag), modified, null);
  }

  /** Returns the description of the same content compressed to so many bytes. */
  Representation compressed(long compressedSize) {
    String other = tag.substring(0, tag.length() - 1) + "-gzip\"";
    HttpField field = new PreEncodedHttpField(HttpHeader.ETAG, other);
    return new Representation(compressedSize, type, other, field, modified, ContentCoding.GZIP);
  }

  /** Returns the header field for a media type, encoded in advance. */
  static HttpField type(String type) {
    return new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, type);
  }
}
