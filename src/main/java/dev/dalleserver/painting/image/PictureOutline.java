package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The size and structure of an encoded picture, read in one pass with a few kilobytes of memory, so
 * that a picture that would take too much time or memory is refused before it is decoded.
 *
 * @param kind the format
 * @param width in pixels, unsigned 32 bit in a PNG; of an animation the whole canvas
 * @param height in pixels
 * @param bytesPerPixel heap that decoding needs for one pixel
 * @param left where the first frame begins in the canvas
 * @param top where the first frame begins in the canvas
 */
record PictureOutline(
    FileKind kind, long width, long height, int bytesPerPixel, int left, int top) {
  /** What the readers of other formats than RGB make is brought to four bytes. */
  private static final int CONVERTED = 4;

  /** Encoders write about ten scans; each may cost as much as decoding a whole picture. */
  static final int MAX_SCANS = 50;

  PictureOutline(FileKind kind, long width, long height, int bytesPerPixel) {
    this(kind, width, height, bytesPerPixel, 0, 0);
  }

  /** Chunks of a PNG or WebP, segments of a JPEG, blocks of a GIF. */
  static final int MAX_PARTS = PngChunk.MAX_CHUNKS;

  /**
   * Reads the outline of a PNG, JPEG, GIF or WebP.
   *
   * @throws UnreadablePictureException when the file has another format, ends before its size is
   *     known, or has more scans or parts than a picture needs
   */
  static PictureOutline read(InputStream in) throws UnreadablePictureException, IOException {
    byte[] head = in.readNBytes(FileKind.HEAD);
    FileKind kind = FileKind.of(head);
    ByteCursor cursor = new ByteCursor(head, in);
    try {
      return switch (kind) {
        case PNG -> png(cursor);
        case JPEG -> jpeg(cursor);
        case GIF -> GifOutline.read(cursor);
        case WEBP -> WebpOutline.read(cursor);
        default -> throw UnreadablePictureException.ofOtherFormat(kind.title());
      };
    } catch (EOFException e) {
      throw new UnreadablePictureException("the picture is damaged: it ends early");
    }
  }

  /** Returns the number of pixels; {@link Integer#MAX_VALUE} also stands for all larger ones. */
  long pixels() {
    if (width < 1 || height < 1) {
      return 0;
    }
    // A file may claim sides whose product no long holds.
    return width > Integer.MAX_VALUE / height ? Integer.MAX_VALUE : width * height;
  }

  private static PictureOutline png(ByteCursor in) throws IOException, UnreadablePictureException {
    in.skip(PngChunk.SIGNATURE_LENGTH);
    long length = in.uint32();
    boolean header = in.uint32() == 0x49484452;
    if (!header || length < 13) {
      throw new UnreadablePictureException("the picture is damaged: a PNG without a header");
    }
    long width = in.uint32();
    long height = in.uint32();
    int depth = in.next();
    int channels =
        switch (in.next()) {
          case 0, 3 -> 1;
          case 4 -> 2;
          case 2 -> 3;
          default -> 4;
        };
    in.skip(length - 10 + 4);
    countChunks(in);
    int bytes = channels == 3 ? channels : CONVERTED;
    return new PictureOutline(
        FileKind.PNG, width, height, depth > 8 ? Math.max(CONVERTED, 2 * channels) : bytes);
  }

  private static void countChunks(ByteCursor in) throws IOException, UnreadablePictureException {
    int parts = 1;
    // A file that ends early is refused by the decoder.
    while (in.hasNext()) {
      count(++parts, MAX_PARTS, "chunks");
      try {
        long length = in.uint32();
        if (in.uint32() == 0x49454e44) {
          return;
        }
        in.skip(length + 4);
      } catch (EOFException e) {
        return;
      }
    }
  }

  private static PictureOutline jpeg(ByteCursor in) throws IOException, UnreadablePictureException {
    in.skip(2);
    PictureOutline frame = null;
    int parts = 0;
    int scans = 0;
    while (true) {
      int marker = in.marker();
      if (marker < 0 || marker == 0xd9) {
        break;
      }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        // These stand alone.
        continue;
      }
      count(++parts, MAX_PARTS, "segments");
      if (marker == 0xda) {
        count(++scans, MAX_SCANS, "scans");
      }
      try {
        frame = segment(in, marker, frame);
      } catch (EOFException e) {
        break;
      }
    }
    if (frame == null) {
      throw new EOFException();
    }
    return frame;
  }

  private static @Nullable PictureOutline segment(
      ByteCursor in, int marker, @Nullable PictureOutline frame) throws IOException {
    int length = in.uint16();
    // Start of frame, of any compression; three numbers in that range are other segments.
    boolean start = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8;
    if (frame != null || !start || marker == 0xcc || length < 8) {
      in.skip(Math.max(0, length - 2));
      return frame;
    }
    in.skip(1);
    long height = in.uint16();
    long width = in.uint16();
    int components = in.next();
    in.skip(length - 8);
    return new PictureOutline(FileKind.JPEG, width, height, components == 3 ? 3 : CONVERTED);
  }

  static void count(int parts, int most, String what) throws UnreadablePictureException {
    if (parts > most) {
      throw new UnreadablePictureException("the picture has more than " + most + " " + what);
    }
  }
}
