package dev.dalleserver.web;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.IteratingCallback;

/** The sending of a part of a file, without a thread that waits for a slow reader. */
final class FileSending extends IteratingCallback {
  /** Where the bytes come from. */
  interface Source {
    /** Some of the bytes from {@code from} on, at least one and at most {@code length}. */
    ByteBuffer part(long from, long length) throws IOException;

    /** Called once, when all is sent or has failed. */
    void release();
  }

  /** A larger buffer would not go back to the pool, and stay until a collection. */
  private static final int LARGEST_POOLED = 64 * 1024;

  /** For answers without a body. */
  static final Source NOTHING =
      new Source() {
        @Override
        public ByteBuffer part(long from, long length) {
          return ByteBuffer.allocate(0);
        }

        @Override
        public void release() {}
      };

  private final Response response;
  private final Source source;
  private final CompletableFuture<Void> sent = new CompletableFuture<>();
  private long from;
  private long left;

  private FileSending(Response response, Source source, ByteRange range) {
    this.response = response;
    this.source = source;
    this.from = range.from();
    this.left = range.length();
  }

  /** Begins; the future ends when all is sent, or fails when that cannot be. */
  static CompletableFuture<Void> begin(Response response, Source source, ByteRange range) {
    FileSending sending = new FileSending(response, source, range);
    sending.iterate();
    return sending.sent;
  }

  /** Sends a short part before it returns. */
  static void now(HttpOutput out, Source source, ByteRange range) throws IOException {
    try {
      long from = range.from();
      long left = range.length();
      while (left > 0) {
        ByteBuffer part = source.part(from, left);
        from += part.remaining();
        left -= part.remaining();
        out.write(part);
      }
    } finally {
      source.release();
    }
  }

  /** From memory. */
  static Source of(FileMemory.Kept kept) {
    return new Source() {
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

  /** From an open file, which is closed at the end; then {@code after} is run. */
  static Source of(FileChannel file, ByteBufferPool pool, ByteRange range, Runnable after) {
    int room = (int) Math.min(LARGEST_POOLED, range.length());
    return new FromDisk(file, pool.acquire(room, true), after);
  }

  @Override
  protected Action process() throws Throwable {
    if (left == 0) {
      return Action.SUCCEEDED;
    }
    ByteBuffer part = source.part(from, left);
    from += part.remaining();
    left -= part.remaining();
    response.write(left == 0, part, this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    source.release();
    sent.complete(null);
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    source.release();
    sent.completeExceptionally(cause);
  }

  private record FromDisk(FileChannel file, RetainableByteBuffer buffer, Runnable after)
      implements Source {
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
