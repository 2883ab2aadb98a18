package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.io.IOException;

/** Reads the outline of a GIF up to the end of its first frame; what follows is not decoded. */
final class GifOutline {
  private static final int SIGNATURE_LENGTH = 6;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;

  /** Heap for one pixel: as an index, and converted. */
  private static final int BYTES_PER_PIXEL = 5;

  private GifOutline() {}

  static PictureOutline read(ByteCursor in) throws IOException, UnreadablePictureException {
    in.skip(SIGNATURE_LENGTH);
    int width = in.littleUint16();
    int height = in.littleUint16();
    skipPalette(in, in.next(), 2);
    int parts = 0;
    int block = in.next();
    while (block != IMAGE) {
      PictureOutline.count(++parts, PictureOutline.MAX_PARTS, "blocks");
      if (block != EXTENSION) {
        throw new UnreadablePictureException("the picture is damaged: a GIF without a frame");
      }
      in.skip(1);
      skipBlocks(in);
      block = in.next();
    }
    int left = in.littleUint16();
    int top = in.littleUint16();
    int frameWidth = in.littleUint16();
    int frameHeight = in.littleUint16();
    skipPalette(in, in.next(), 0);
    in.skip(1);
    skipBlocks(in);
    return new PictureOutline(
        FileKind.GIF,
        Math.max(width, left + frameWidth),
        Math.max(height, top + frameHeight),
        BYTES_PER_PIXEL,
        left,
        top);
  }

  /** Skips the colours that {@code flags} announce, and {@code before} bytes in front of them. */
  private static void skipPalette(ByteCursor in, int flags, int before) throws IOException {
    in.skip(before + ((flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1)));
  }

  private static void skipBlocks(ByteCursor in) throws IOException {
    int length = in.next();
    while (length > 0) {
      in.skip(length);
      length = in.next();
    }
  }
}
