package dev.dalleserver.openai;

import dev.dalleserver.generation.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Collects an encoded picture of unknown size, up to {@value #LIMIT} bytes. */
final class PictureBytes extends OutputStream {
  static final int LIMIT = 32 << 20;
  private static final int CHUNK = 64 << 10;

  private final PictureMemory memory;
  private final Cancellation cancellation;
  private final List<byte[]> chunks = new ArrayList<>();
  private int size;
  private boolean holdsLarge;

  /**
   * @param memory shared by all that read pictures
   * @param cancellation ends waiting for it
   */
  PictureBytes(PictureMemory memory, Cancellation cancellation) {
    this.memory = memory;
    this.cancellation = cancellation;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      int used = size % CHUNK;
      if (used == 0) {
        grow();
      }
      int count = Math.min(end - from, CHUNK - used);
      System.arraycopy(source, from, chunks.get(chunks.size() - 1), used, count);
      size += count;
      from += count;
    }
  }

  private void grow() throws IOException {
    if (size >= LIMIT) {
      throw new TooMuchException(LIMIT);
    }
    if (size >= memory.share() && !holdsLarge) {
      memory.acquire(cancellation);
      holdsLarge = true;
    }
    chunks.add(new byte[CHUNK]);
  }

  int size() {
    return size;
  }

  /** The bytes in one piece; those collected are given up as they are copied. */
  byte[] take() {
    byte[] whole = new byte[size];
    for (int i = 0; i < chunks.size(); i++) {
      int from = i * CHUNK;
      System.arraycopy(chunks.get(i), 0, whole, from, Math.min(CHUNK, size - from));
      chunks.set(i, new byte[0]);
    }
    return whole;
  }

  /** Lets the next large one grow; the bytes are not readable any more. */
  @Override
  public void close() {
    chunks.clear();
    size = 0;
    if (holdsLarge) {
      holdsLarge = false;
      memory.release();
    }
  }
}
