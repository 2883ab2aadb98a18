package dev.dalleserver.web.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The source of a body's bytes, piece by piece: the sender asks for the next piece when the network
 * has taken the last one. Used by one thread at a time.
 */
public interface BodySource {
  /** Returns false once {@link #next} has returned the last piece. */
  boolean hasMore();

  /**
   * Returns the next piece, of at least one byte. Its bytes do not change until the next call of
   * any method.
   *
   * @throws IOException when the rest cannot be read
   */
  ByteBuffer next() throws IOException;

  /** Releases what the source holds. Called once, when all is sent or sending has failed. */
  void release();
}
