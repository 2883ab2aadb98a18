package dev.dalleserver.web.http;

import dev.dalleserver.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses another source while it is sent. */
final class GzipSource implements BodySource {
  /** What a compressor holds outside the heap: its window and its tables. */
  static final int COMPRESSOR_BYTES = 256 * 1024;

  private final BodySource source;
  private final MemoryBudget.Reservation reserved;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[8 * 1024];
  private int length;
  private boolean begun;
  private boolean ended;

  /**
   * @param reserved {@link #COMPRESSOR_BYTES}, released with the source
   */
  GzipSource(BodySource source, MemoryBudget.Reservation reserved) {
    this.source = source;
    this.reserved = reserved;
  }

  @Override
  public boolean hasMore() {
    return !ended;
  }

  @Override
  public ByteBuffer next() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!begun) {
      out.writeBytes(DeflateCache.HEADER);
      begun = true;
    }
    while (out.size() == 0 || !source.hasMore()) {
      if (source.hasMore()) {
        compress(source.next(), out);
      } else {
        finish(out);
        ended = true;
        break;
      }
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private void compress(ByteBuffer piece, ByteArrayOutputStream out) {
    length += piece.remaining();
    checksum.update(piece.duplicate());
    deflater.setInput(piece);
    while (!deflater.needsInput()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
  }

  private void finish(ByteArrayOutputStream out) {
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    ByteBuffer trailer =
        ByteBuffer.allocate(DeflateCache.TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(trailer.putInt((int) checksum.getValue()).putInt(length).array());
  }

  @Override
  public void release() {
    deflater.end();
    reserved.close();
    source.release();
  }
}
