package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.io.IOException;

/** Reads the outline of a WebP: its size, its chunks, and that none of them is cut. */
final class WebpOutline {
  /** Heap for one pixel of a lossy picture: decoded, converted and copied. */
  private static final int LOSSY_BYTES = 6;

  /** Heap for one more channel, which is decoded as a picture of its own. */
  private static final int ALPHA_BYTES = 9;

  /** Heap for one pixel of a lossless picture, as measured. */
  private static final int LOSSLESS_BYTES = 9;

  /** Heap for one column of a lossy picture: the decoder keeps two rows of 16 as objects. */
  private static final int COLUMN_BYTES = 1400;

  private final ByteCursor in;
  private long left;
  private long width;
  private long height;
  private int bytesPerPixel;
  private boolean lossy;
  private boolean alpha;
  private int parts;

  private WebpOutline(ByteCursor in) {
    this.in = in;
  }

  static PictureOutline read(ByteCursor in) throws IOException, UnreadablePictureException {
    return new WebpOutline(in).read();
  }

  private PictureOutline read() throws IOException, UnreadablePictureException {
    in.skip(4);
    left = in.littleUint32() - 4;
    in.skip(4);
    while (left >= 8) {
      PictureOutline.count(++parts, PictureOutline.MAX_PARTS, "chunks");
      readChunk();
    }
    if (bytesPerPixel == 0) {
      throw new UnreadablePictureException("the picture is damaged: a WebP without pixels");
    }
    long columns = lossy ? COLUMN_BYTES / Math.max(1, height) : 0;
    return new PictureOutline(FileKind.WEBP, width, height, bytesPerPixel + (int) columns);
  }

  private void readChunk() throws IOException, UnreadablePictureException {
    long type = in.uint32();
    long length = in.littleUint32();
    left -= 8;
    if (type == WebpChunk.FRAME && length >= WebpChunk.FRAME_HEADER) {
      // Its pixels are in chunks inside of it, which are read next.
      in.skip(WebpChunk.FRAME_HEADER);
      left -= WebpChunk.FRAME_HEADER;
      return;
    }
    long taken = readSize(type, length);
    long padded = length + (length & 1);
    left -= padded;
    // The last chunk of some files lacks its padding.
    in.skip((left <= 0 ? length : padded) - taken);
  }

  /** Reads the size that a chunk tells, and returns the number of bytes that were read. */
  private long readSize(long type, long length) throws IOException {
    if (type == WebpChunk.EXTENDED && length >= 10) {
      in.skip(4);
      grow(1 + in.littleUint24(), 1 + in.littleUint24(), 0);
      return 10;
    }
    alpha |= type == WebpChunk.ALPHA;
    if (type == WebpChunk.LOSSY && length >= 10) {
      lossy = true;
      in.skip(6);
      int bytes = LOSSY_BYTES + (alpha ? ALPHA_BYTES : 0);
      grow(in.littleUint16() & 0x3fff, in.littleUint16() & 0x3fff, bytes);
      return 10;
    }
    if (type == WebpChunk.LOSSLESS && length >= 5) {
      in.skip(1);
      long bits = in.littleUint32();
      grow(1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff), LOSSLESS_BYTES);
      return 5;
    }
    return 0;
  }

  private void grow(long frameWidth, long frameHeight, int bytes) {
    width = Math.max(width, frameWidth);
    height = Math.max(height, frameHeight);
    bytesPerPixel = Math.max(bytesPerPixel, bytes);
  }
}
