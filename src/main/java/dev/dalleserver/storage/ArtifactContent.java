package dev.dalleserver.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The open content of an artifact. It stays the same until it is closed, also when the artifact is
 * replaced or deleted. {@link #read} may be called by several threads; like any channel of the JDK,
 * it may be closed by the interrupt of a thread that reads.
 */
public interface ArtifactContent extends Closeable {
  /** Returns the size in bytes. */
  long size() throws IOException;

  /**
   * Reads bytes from the offset {@code from} on.
   *
   * @return the number of bytes read, at least 1 when {@code target} has room; -1 at the end
   */
  int read(ByteBuffer target, long from) throws IOException;

  /** Returns a stream from the beginning; closing the stream closes the content. */
  InputStream stream();

  /** Returns the content of an open file, which is closed with it. */
  static ArtifactContent of(FileChannel file) {
    return new LocalContent(file);
  }
}
