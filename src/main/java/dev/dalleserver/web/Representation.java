package dev.dalleserver.web;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * What answers say of a content, ready to be written, wherever it is kept. The name is that of RFC
 * 9110, section 3.2.
 *
 * @param size in bytes
 * @param tag a strong validator, in its quotes
 * @param modified when it was written; null where nobody knows
 */
record Representation(
    long size, HttpField type, String tag, HttpField tagField, @Nullable Modified modified) {

  /** When it was written, without the parts of a second that headers cannot tell. */
  record Modified(long seconds, HttpField field) {}

  static Representation of(long size, HttpField type, String tag, @Nullable Modified modified) {
    return new Representation(
        size, type, tag, new PreEncodedHttpField(HttpHeader.ETAG, tag), modified);
  }

  /** A media type, ready to be written. */
  static HttpField type(String type) {
    return new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, type);
  }
}
