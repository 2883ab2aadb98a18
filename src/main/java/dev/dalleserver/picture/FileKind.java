package dev.dalleserver.picture;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The format of a file by its first bytes: which decoder reads it, and how a message names what was
 * sent instead of a picture.
 */
public enum FileKind {
  PNG("PNG"),
  JPEG("JPEG"),
  GIF("GIF"),
  WEBP("WebP"),
  AVIF("AVIF"),
  HEIC("HEIC"),
  JPEG_XL("JPEG XL"),
  JPEG_2000("JPEG 2000"),
  BMP("BMP"),
  TIFF("TIFF"),
  ICO("an icon (ICO)"),
  PHOTOSHOP("Photoshop"),
  OPEN_EXR("OpenEXR"),
  SVG("SVG"),
  PDF("PDF"),
  POSTSCRIPT("PostScript"),
  MP4("MP4 video"),
  MATROSKA("Matroska or WebM video"),
  AVI("AVI video"),
  ZIP("a ZIP archive"),
  GZIP("gzip"),
  HTML("HTML"),
  XML("XML"),
  JSON("JSON"),
  TEXT("text"),
  EMPTY("an empty file"),
  UNKNOWN("something unknown");

  /** The number of bytes that decide. */
  public static final int HEAD = 64;

  /** The brands of files in the ISO base media format that hold one picture. */
  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis", "avio");

  private static final Set<String> HEIC_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1");

  private final String title;

  FileKind(String title) {
    this.title = title;
  }

  /** Returns the name for messages. */
  public String title() {
    return title;
  }

  /**
   * Returns true for formats of pictures, documents and videos whose first bytes no other text or
   * file begins with by chance: bytes of such a kind are meant to be seen.
   */
  public boolean isMedia() {
    return switch (this) {
      case ICO, ZIP, GZIP, HTML, XML, JSON, TEXT, EMPTY, UNKNOWN -> false;
      default -> true;
    };
  }

  /** Returns true for formats that are texts of no picture. */
  public boolean isText() {
    return switch (this) {
      case HTML, XML, JSON, TEXT, EMPTY -> true;
      default -> false;
    };
  }

  /** Describes a file of this kind for messages: {@code WebP, 1.2 MB}. */
  public String describe(long bytes) {
    if (bytes < 1000) {
      return title + ", " + bytes + " bytes";
    }
    boolean mega = bytes >= 999_950;
    double size = bytes / (mega ? 1e6 : 1e3);
    return String.format(Locale.ROOT, "%s, %.1f %s", title, size, mega ? "MB" : "kB");
  }

  /**
   * Returns the kind of a file.
   *
   * @param head the first bytes, {@link #HEAD} of them, or the whole file when it is shorter
   */
  public static FileKind of(byte[] head) {
    if (head.length == 0) {
      return EMPTY;
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    FileKind raster = raster(text);
    if (raster != UNKNOWN) {
      return raster;
    }
    if (text.startsWith("ftyp", 4)) {
      return ofBrand(text.substring(8, Math.min(12, text.length())));
    }
    FileKind binary = otherBinary(text);
    return binary == UNKNOWN ? ofText(text) : binary;
  }

  private static FileKind raster(String text) {
    if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (text.startsWith("GIF8")) {
      return GIF;
    }
    if (text.startsWith("RIFF")) {
      return text.startsWith("WEBP", 8) ? WEBP : text.startsWith("AVI ", 8) ? AVI : UNKNOWN;
    }
    if (text.startsWith("\u00ff\n") || text.startsWith("JXL ", 4)) {
      return JPEG_XL;
    }
    if (text.startsWith("\0\0\0\fjP  ") || text.startsWith("\u00ffO\u00ffQ")) {
      return JPEG_2000;
    }
    // Two letters begin many texts; the four bytes that are reserved are zero.
    if (text.startsWith("BM") && text.startsWith("\0\0\0\0", 6)) {
      return BMP;
    }
    return text.startsWith("II*\0") || text.startsWith("MM\0*") ? TIFF : UNKNOWN;
  }

  private static FileKind ofBrand(String brand) {
    if (AVIF_BRANDS.contains(brand)) {
      return AVIF;
    }
    return HEIC_BRANDS.contains(brand) ? HEIC : MP4;
  }

  private static FileKind otherBinary(String text) {
    if (text.startsWith("%PDF-")) {
      return PDF;
    }
    if (text.startsWith("%!PS")) {
      return POSTSCRIPT;
    }
    if (text.startsWith("\u001aE\u00df\u00a3")) {
      return MATROSKA;
    }
    if (text.startsWith("8BPS")) {
      return PHOTOSHOP;
    }
    if (text.startsWith("v/1\u0001")) {
      return OPEN_EXR;
    }
    if (text.startsWith("\0\0\u0001\0")) {
      return ICO;
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return ZIP;
    }
    return text.startsWith("\u001f\u008b") ? GZIP : UNKNOWN;
  }

  private static FileKind ofText(String head) {
    String plain = head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head;
    String text = plain.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<svg") || (text.startsWith("<?xml") && text.contains("<svg"))) {
      return SVG;
    }
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return HTML;
    }
    if (text.startsWith("<?xml") || text.startsWith("<!doctype")) {
      return XML;
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return JSON;
    }
    boolean readable = plain.chars().allMatch(c -> c == '\n' || c == '\r' || c == '\t' || c >= ' ');
    return readable ? TEXT : UNKNOWN;
  }
}
