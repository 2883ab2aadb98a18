package dev.dalleserver.web.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** The compression of answers, for clients that ask for it (RFC 9110, section 12.5.3). */
public final class ContentCoding {
  /** The header of a compressed answer. */
  public static final HttpField GZIP = new PreEncodedHttpField(HttpHeader.CONTENT_ENCODING, "gzip");

  /** Shorter texts are not compressed: they fit into a few packets anyway. */
  private static final int MIN_BYTES = 8 * 1024;

  private static final List<String> NAMES = List.of("gzip", "x-gzip");

  private ContentCoding() {}

  /** Returns true for a text that is long enough for compression to save time. */
  public static boolean isWorthwhile(long bytes) {
    return bytes >= MIN_BYTES;
  }

  /**
   * Returns true when the client asks for gzip by its name, or for any coding, and not weighs it 0.
   */
  public static boolean isGzipAccepted(HttpFields headers) {
    boolean accepted = false;
    for (String element : headers.getCSV(HttpHeader.ACCEPT_ENCODING, false)) {
      String[] parts = element.toLowerCase(Locale.ROOT).split(";", 2);
      String name = parts[0].strip();
      boolean allowed = parts.length == 1 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
      if (NAMES.contains(name)) {
        return allowed;
      }
      accepted |= allowed && name.equals("*");
    }
    return accepted;
  }

  /**
   * Returns true when the answer to a request is to be compressed, and says so in its headers; the
   * caller has decided that compression is worthwhile.
   */
  public static boolean negotiateGzip(Context ctx) {
    addVary(ctx, HttpHeader.ACCEPT_ENCODING.asString());
    ServletContextRequest request = ServletContextRequest.getServletContextRequest(ctx.req());
    boolean accepted = isGzipAccepted(request.getHeaders());
    if (accepted) {
      headers(ctx).put(GZIP);
    }
    return accepted;
  }

  /** Removes what {@link #negotiateGzip} has said, for an error that is sent instead. */
  static void discard(Context ctx) {
    headers(ctx).remove(HttpHeader.CONTENT_ENCODING);
  }

  /** Says that the answer depends on a header of the request, beside what was said before. */
  public static void addVary(HttpFields.Mutable headers, String name) {
    if (!headers.contains(HttpHeader.VARY, name)) {
      headers.add(HttpHeader.VARY, name);
    }
  }

  /** Says so of the answer to a request. */
  public static void addVary(Context ctx, String name) {
    addVary(headers(ctx), name);
  }

  private static HttpFields.Mutable headers(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req())
        .getServletChannel()
        .getResponse()
        .getHeaders();
  }

  public static byte[] gzip(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length / 3);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
