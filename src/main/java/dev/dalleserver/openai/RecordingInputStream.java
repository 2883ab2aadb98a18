package dev.dalleserver.openai;

import dev.dalleserver.outbound.DecompressingInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.ResponseBody;

/**
 * The body of an answer, decompressed. Records the first bytes that are read from it, so that they
 * can be explained when the reader does not understand them. Confined to one thread.
 */
final class RecordingInputStream extends FilterInputStream {
  /**
   * The compression that is asked for. The HTTP library does not see to it: it believes the headers
   * of an answer, and loses one that is not what they say.
   */
  static final String ENCODING = "gzip";

  private static final int LIMIT = 64 << 10;
  private static final Pattern JSON_START =
      Pattern.compile("[\\s\\uFEFF]*(?:[\\[{\"]|data:|event:)");

  private static final Charset LATIN = Charset.forName("windows-1252");

  private final ResponseBody body;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);

  RecordingInputStream(ResponseBody body) {
    super(new DecompressingInputStream(body.byteStream()));
    this.body = body;
  }

  /** Makes reads fail with an {@link IOException} once that time has passed from now. */
  void limitRest(long millis) {
    body.source().timeout().deadline(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read >= 0 && head.size() < LIMIT) {
      head.write(read);
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0 && head.size() < LIMIT) {
      head.write(target, offset, Math.min(count, LIMIT - head.size()));
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Returns true when nothing but white space was read; reads nothing. */
  boolean isBlank() {
    return head.toString(StandardCharsets.UTF_8).isBlank();
  }

  /** Returns false also for a body that is empty, or of which nothing was read. */
  boolean beganAsJson() {
    return isJson(head.toString(StandardCharsets.UTF_8));
  }

  /** Returns true for a text that begins as JSON does, or as events that carry JSON. */
  static boolean isJson(String text) {
    return JSON_START.matcher(text).lookingAt();
  }

  /** Reads the head to its end, or as far as it comes, and returns it. */
  String readOn() {
    byte[] buffer = new byte[4096];
    try {
      while (head.size() < LIMIT && read(buffer, 0, buffer.length) >= 0) {
        // The bytes are remembered.
      }
    } catch (IOException cut) {
      // What has come is enough to tell what it is.
    }
    return text();
  }

  /** Returns the head by the charset that the answer names, or that its bytes show. */
  private String text() {
    byte[] bytes = head.toByteArray();
    MediaType type = body.contentType();
    Charset named = type == null ? null : type.charset(null);
    if (isUtf16(bytes)) {
      return new String(
          bytes, bytes[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
    }
    if (named != null && !named.equals(StandardCharsets.UTF_8)) {
      return new String(bytes, named);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    // Servers that do not say UTF-8 and do not send it send what Windows calls Latin.
    boolean cut = bytes.length >= LIMIT;
    return text.indexOf('\uFFFD') >= 0 && !cut ? new String(bytes, LATIN) : text;
  }

  private static boolean isUtf16(byte[] bytes) {
    return bytes.length > 3
        && (bytes[0] == 0) != (bytes[1] == 0)
        && (bytes[2] == 0) != (bytes[3] == 0);
  }
}
