package dev.dalleserver.painting.image;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.io.IOException;

/** Reads the outline of a WebP: its size, its chunks, and that none of them is cut. */
final class WebpOutline {
  /** Heap for one pixel of a lossy picture, as measured: the decoder makes objects of 4 by 4. */
  static final int LOSSY_BYTES = 72;

  /** Heap for one pixel of a lossless picture: the decoder's, and converted. */
  static final int LOSSLESS_BYTES = 12;

  private final ByteCursor in;
  private long left;
  private long width;
  private long height;
  private int bytesPerPixel;
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
    return new PictureOutline(FileKind.WEBP, width, height, bytesPerPixel);
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
    if (type == WebpChunk.LOSSY && length >= 10) {
      in.skip(6);
      grow(in.littleUint16() & 0x3fff, in.littleUint16() & 0x3fff, LOSSY_BYTES);
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
