package dev.dalleserver.painting.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The format of a file by its first bytes, as far as a message should name what was sent instead of
 * a PNG.
 */
enum FileKind {
  PNG("PNG"),
  JPEG("JPEG"),
  GIF("GIF"),
  WEBP("WebP"),
  AVIF("AVIF"),
  BMP("BMP"),
  TIFF("TIFF"),
  JPEG_XL("JPEG XL"),
  SVG("SVG"),
  HTML("HTML"),
  JSON("JSON"),
  TEXT("text"),
  EMPTY("an empty file"),
  UNKNOWN("something unknown");

  /** The number of bytes that decide. */
  static final int HEAD = 64;

  private final String title;

  FileKind(String title) {
    this.title = title;
  }

  /** The name for messages. */
  String title() {
    return title;
  }

  /**
   * @param head the first bytes, {@link #HEAD} of them, or the whole file when it is shorter
   */
  static FileKind of(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (head.length == 0) {
      return EMPTY;
    }
    if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (text.startsWith("GIF8")) {
      return GIF;
    }
    if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
      return WEBP;
    }
    if (text.startsWith("ftypavi", 4)) {
      return AVIF;
    }
    if (text.startsWith("\u00ff\n") || text.startsWith("JXL ", 4)) {
      return JPEG_XL;
    }
    if (text.startsWith("BM")) {
      return BMP;
    }
    return text.startsWith("II*\0") || text.startsWith("MM\0*") ? TIFF : ofText(text);
  }

  private static FileKind ofText(String head) {
    String text = head.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<svg")) {
      return SVG;
    }
    if (text.startsWith("<!doctype") || text.startsWith("<html")) {
      return HTML;
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return JSON;
    }
    boolean readable = head.chars().allMatch(c -> c == '\n' || c == '\r' || c == '\t' || c >= ' ');
    return readable ? TEXT : UNKNOWN;
  }
}
