package dev.dalleserver.web.http;

import java.nio.ByteBuffer;
import java.util.List;

/** A source of bytes that are on the heap already. */
public final class HeapSource implements BodySource {
  /**
   * The largest piece. The JDK copies what is written from the heap into a buffer of that size for
   * each thread.
   */
  public static final int MAX_PIECE_BYTES = 64 * 1024;

  private final List<ByteBuffer> parts;
  private final Runnable after;
  private int part;

  /**
   * @param parts at least one, none of them empty; their bytes must not be changed
   * @param after run once, when all is sent or sending has failed
   */
  public HeapSource(List<ByteBuffer> parts, Runnable after) {
    this.parts = parts.stream().map(ByteBuffer::slice).toList();
    this.after = after;
  }

  @Override
  public boolean hasMore() {
    return part < parts.size();
  }

  @Override
  public ByteBuffer next() {
    ByteBuffer rest = parts.get(part);
    int length = Math.min(rest.remaining(), MAX_PIECE_BYTES);
    ByteBuffer piece = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    if (!rest.hasRemaining()) {
      part++;
    }
    return piece;
  }

  @Override
  public void release() {
    after.run();
  }
}
