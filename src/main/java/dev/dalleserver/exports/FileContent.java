package dev.dalleserver.exports;

import dev.dalleserver.storage.ArtifactContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes of one file of an export, which can be read twice. For one thread. */
interface FileContent {
  int PIECE = 64 * 1024;

  /**
   * Returns the next piece, or null at the end. Its bytes do not change until the next call of any
   * method.
   */
  @Nullable ByteBuffer next() throws IOException;

  /** Begins again. */
  void rewind();

  void close();

  /** Returns bytes from memory. */
  static FileContent of(byte[] bytes) {
    return ofPieces(
        () -> {
          List<byte[]> only = bytes.length == 0 ? List.of() : List.of(bytes);
          return only.iterator();
        });
  }

  /**
   * Returns bytes that are made while they are read.
   *
   * @param pieces makes the same pieces each time, none of them empty
   */
  static FileContent ofPieces(Supplier<Iterator<byte[]>> pieces) {
    return new FileContent() {
      private Iterator<byte[]> rest = pieces.get();

      @Override
      public @Nullable ByteBuffer next() {
        return rest.hasNext() ? ByteBuffer.wrap(rest.next()) : null;
      }

      @Override
      public void rewind() {
        rest = pieces.get();
      }

      @Override
      public void close() {}
    };
  }

  /** Returns the bytes of a stored file, which is closed with it. */
  static FileContent of(ArtifactContent file) {
    return new FileContent() {
      private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);
      private long from;

      @Override
      public @Nullable ByteBuffer next() throws IOException {
        buffer.clear();
        int length = file.read(buffer, from);
        if (length < 0) {
          return null;
        }
        from += length;
        return buffer.flip();
      }

      @Override
      public void rewind() {
        from = 0;
      }

      @Override
      public void close() {
        try {
          file.close();
        } catch (IOException e) {
          // The file was only read, so no data is lost.
        }
      }
    };
  }
}
