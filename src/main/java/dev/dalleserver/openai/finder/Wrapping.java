package dev.dalleserver.openai.finder;

import dev.dalleserver.picture.FileKind;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/**
 * What may be around a picture in a file where the picture itself should be: an encoding, a JSON
 * document, a page, a compression. One layer is taken off at a time.
 */
public final class Wrapping {
  /** So much of a page is searched. */
  private static final int MAX_PAGE = 256 << 10;

  /** A larger file of unpacked bytes is none of a picture. */
  private static final long MAX_UNPACKED = 64L << 20;

  private Wrapping() {}

  /** Returns true when what begins so may be something around a picture. */
  public static boolean isPossible(byte[] head) {
    FileKind kind = FileKind.of(head);
    return switch (kind) {
      case GZIP, ZIP, HTML, XML, JSON, TEXT -> true;
      default -> false;
    };
  }

  /**
   * Finds the picture within, or where it is.
   *
   * @throws IOException when reading or writing fails, or a compression is broken
   */
  public static <S extends OutputStream> Finding<S> find(
      InputStream file, PictureFinder.Target<S> target) throws IOException {
    BufferedInputStream in = new BufferedInputStream(file);
    in.mark(FileKind.HEAD);
    FileKind kind = FileKind.of(in.readNBytes(FileKind.HEAD));
    in.reset();
    return switch (kind) {
      case GZIP -> unpacked(new GZIPInputStream(in), target);
      case ZIP -> {
        ZipInputStream zip = new ZipInputStream(in);
        yield zip.getNextEntry() == null ? nothing() : unpacked(zip, target);
      }
      case HTML -> page(new String(in.readNBytes(MAX_PAGE), StandardCharsets.UTF_8), target);
      default -> PictureFinder.find(in, target);
    };
  }

  private static <S extends OutputStream> Finding<S> page(
      String page, PictureFinder.Target<S> target) throws IOException {
    Optional<String> place = PageImage.find(page);
    if (place.isEmpty()) {
      return nothing();
    }
    if (place.get().startsWith("data:")) {
      byte[] url = place.get().getBytes(StandardCharsets.UTF_8);
      return PictureFinder.find(new ByteArrayInputStream(url), target);
    }
    return new Finding<>(Optional.empty(), true, place.get(), List.of(), "");
  }

  private static <S extends OutputStream> Finding<S> unpacked(
      InputStream in, PictureFinder.Target<S> target) throws IOException {
    S out = target.begin();
    boolean whole = false;
    try {
      byte[] piece = new byte[8192];
      long left = MAX_UNPACKED;
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
