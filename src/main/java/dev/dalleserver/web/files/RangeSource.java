package dev.dalleserver.web.files;

import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.web.http.BodySource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A body that is a range of a file or of other content. */
final class RangeSource implements BodySource {
  /** Content of which any part can be read. */
  interface Content {
    /** Returns at least one and at most {@code length} of the bytes from {@code from} on. */
    ByteBuffer part(long from, long length) throws IOException;

    /** Called once, when all bytes are sent or sending has failed. */
    void release();
  }

  /**
   * Maximum bytes of a buffer: the pool does not take back a larger one, whose memory would stay in
   * use until a garbage collection.
   */
  private static final int MAX_POOLED_BYTES = 64 * 1024;

  /** The content of answers without a body. */
  static final Content EMPTY =
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
  private long remaining;

  RangeSource(Content content, ByteRange range) {
    this.content = content;
    this.from = range.from();
    this.remaining = range.length();
  }

  /** Returns content from memory that all readers of the file share. */
  static Content of(FileCache.CachedFile kept) {
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
   * Returns content from an open file. Releasing the content closes the file and then runs {@code
   * after}. The buffer is not reserved from the memory budget: it is outside the heap and pooled,
   * and there are at most as many buffers as {@link FilePermits}.
   */
  static Content of(ArtifactContent file, ByteBufferPool pool, ByteRange range, Runnable after) {
    int bufferBytes = (int) Math.min(MAX_POOLED_BYTES, range.length());
    return new FileContent(file, pool.acquire(bufferBytes, true), after);
  }

  @Override
  public boolean hasMore() {
    return remaining > 0;
  }

  @Override
  public ByteBuffer next() throws IOException {
    ByteBuffer part = content.part(from, remaining);
    from += part.remaining();
    remaining -= part.remaining();
    return part;
  }

  @Override
  public void release() {
    content.release();
  }

  private record FileContent(ArtifactContent file, RetainableByteBuffer buffer, Runnable after)
      implements Content {
    @Override
    public ByteBuffer part(long from, long length) throws IOException {
      ByteBuffer bytes = buffer.getByteBuffer();
      bytes.clear().limit((int) Math.min(bytes.capacity(), length));
      while (bytes.hasRemaining()) {
        if (file.read(bytes, from + bytes.position()) < 0) {
          throw new EOFException("a file became shorter while it was sent");
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
        // The file was only read, so no data is lost.
      } finally {
        after.run();
      }
    }
  }
}
