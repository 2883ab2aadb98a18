package dev.dalleserver.web;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A range of a file. */
final class RangeSource implements BodySource {
  /** The whole content, of which any part can be read. */
  interface Content {
    /** Some of the bytes from {@code from} on, at least one and at most {@code length}. */
    ByteBuffer part(long from, long length) throws IOException;

    /** Called once, when all is sent or has failed. */
    void release();
  }

  /** A larger buffer would not go back to the pool, and stay until a collection. */
  private static final int LARGEST_POOLED = 64 * 1024;

  /** For answers without a body. */
  static final Content NOTHING =
      new Content() {
        @Override
        public ByteBuffer part(long from, long length) {
          return ByteBuffer.allocate(0);
        }

        @Override
        public void release() {}
      };

  private final Content content;
  private long from;
  private long left;

  RangeSource(Content content, ByteRange range) {
    this.content = content;
    this.from = range.from();
    this.left = range.length();
  }

  /** From memory that all readers of the file share. */
  static Content of(FileCache.Kept kept) {
    return new Content() {
      @Override
      public ByteBuffer part(long from, long length) {
        return kept.part(from, length);
      }

      @Override
      public void release() {
        kept.release();
      }
    };
  }

  /**
   * From an open file, which is closed at the end; then {@code after} is run. The buffer is not
   * reserved from the memory budget: it is outside the heap and pooled, and there are at most as
   * many as {@link FilePermits}.
   */
  static Content of(FileChannel file, ByteBufferPool pool, ByteRange range, Runnable after) {
    int room = (int) Math.min(LARGEST_POOLED, range.length());
    return new FromDisk(file, pool.acquire(room, true), after);
  }

  @Override
  public boolean hasMore() {
    return left > 0;
  }

  @Override
  public ByteBuffer next() throws IOException {
    ByteBuffer part = content.part(from, left);
    from += part.remaining();
    left -= part.remaining();
    return part;
  }

  @Override
  public void release() {
    content.release();
  }

  private record FromDisk(FileChannel file, RetainableByteBuffer buffer, Runnable after)
      implements Content {
    @Override
    public ByteBuffer part(long from, long length) throws IOException {
      ByteBuffer bytes = buffer.getByteBuffer();
      bytes.clear().limit((int) Math.min(bytes.capacity(), length));
      while (bytes.hasRemaining()) {
        if (file.read(bytes, from + bytes.position()) < 0) {
          throw new EOFException("a file has become shorter");
        }
      }
      return bytes.flip();
    }

    @Override
    public void release() {
      buffer.release();
      try {
        file.close();
      } catch (IOException e) {
        // Only read from: there is nothing to lose.
      } finally {
        after.run();
      }
    }
  }
}
