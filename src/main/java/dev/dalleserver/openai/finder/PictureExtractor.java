package dev.dalleserver.openai.finder;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.text.UnseenMarkup;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/**
 * Takes a picture out of what a server has sent in its place: an encoding, a JSON document, a page,
 * a compressed file. Takes off one layer at a time.
 */
public final class PictureExtractor {
  /** The most bytes of a page that are searched. */
  private static final int MAX_PAGE = 256 << 10;

  /** The most bytes of a compressed file's content: a longer one is no picture. */
  private static final long MAX_DECOMPRESSED = 64L << 20;

  private static final Pattern TAG = Pattern.compile("<[^<>]*>");

  private PictureExtractor() {}

  /** Returns true when a file that begins so is no picture itself and may contain one. */
  public static boolean mayContainPicture(byte[] head) {
    FileKind kind = FileKind.of(head);
    return switch (kind) {
      case GZIP, ZIP, HTML, XML, JSON, TEXT -> true;
      default -> false;
    };
  }

  /**
   * Finds the picture in a file, or its URL.
   *
   * @throws IOException when reading or writing fails, or a compression is broken
   */
  public static <S extends OutputStream> Finding<S> extract(
      InputStream file, PictureFinder.Target<S> target) throws IOException {
    BufferedInputStream in = new BufferedInputStream(file);
    in.mark(FileKind.HEAD);
    FileKind kind = FileKind.of(in.readNBytes(FileKind.HEAD));
    in.reset();
    return switch (kind) {
      case GZIP -> {
        try (GZIPInputStream gzip = new GZIPInputStream(in)) {
          yield decompressed(gzip, target);
        }
      }
      case ZIP -> {
        try (ZipInputStream zip = new ZipInputStream(in)) {
          yield zip.getNextEntry() == null ? nothing() : decompressed(zip, target);
        }
      }
      case HTML -> page(new String(in.readNBytes(MAX_PAGE), StandardCharsets.UTF_8), target);
      default -> PictureFinder.find(in, target);
    };
  }

  private static <S extends OutputStream> Finding<S> page(
      String page, PictureFinder.Target<S> target) throws IOException {
    Optional<String> url = PageImage.find(page);
    if (url.isEmpty()) {
      Optional<byte[]> document = documentIn(page);
      return document.isPresent()
          ? PictureFinder.find(new ByteArrayInputStream(document.get()), target)
          : nothing();
    }
    if (url.get().startsWith("data:")) {
      byte[] dataUrl = url.get().getBytes(StandardCharsets.UTF_8);
      return PictureFinder.find(new ByteArrayInputStream(dataUrl), target);
    }
    return new Finding<>(Optional.empty(), true, url.get(), List.of(), "");
  }

  /** Returns the JSON that is all that a page shows, as some servers answer a browser. */
  public static Optional<byte[]> documentIn(String page) {
    String shown = TAG.matcher(UnseenMarkup.replace(page, "")).replaceAll("");
    byte[] text = HtmlEntities.decode(shown.strip().getBytes(StandardCharsets.UTF_8));
    boolean document = text.length > 1 && "{[\"".indexOf(text[0]) >= 0;
    return document ? Optional.of(text) : Optional.empty();
  }

  private static <S extends OutputStream> Finding<S> decompressed(
      InputStream in, PictureFinder.Target<S> target) throws IOException {
    S out = target.begin();
    boolean whole = false;
    try {
      byte[] piece = new byte[8192];
      long left = MAX_DECOMPRESSED;
      int count = in.read(piece);
      while (count >= 0 && left >= 0) {
        out.write(piece, 0, count);
        left -= count;
        count = in.read(piece);
      }
      whole = left >= 0;
    } finally {
      if (!whole) {
        out.close();
      }
    }
    return whole ? new Finding<>(Optional.of(out), true, "", List.of(), "") : nothing();
  }

  private static <S extends OutputStream> Finding<S> nothing() {
    return new Finding<>(Optional.empty(), true, "", List.of(), "it holds no picture");
  }
}
