package dev.dalleserver.web;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a body come from, piece by piece: the next piece is asked for when the network
 * has taken the last one. Used by one thread at a time.
 */
interface BodySource {
  /** False once {@link #next} has given the last piece. */
  boolean hasMore();

  /**
   * The next piece, of at least one byte. It must stay as it is until the next call of any method.
   *
   * @throws IOException when the rest cannot be read
   */
  ByteBuffer next() throws IOException;

  /** Called once, when all is sent or sending has failed. */
  void release();
}
