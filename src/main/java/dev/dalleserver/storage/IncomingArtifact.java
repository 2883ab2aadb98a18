package dev.dalleserver.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An artifact that is being received. Closing discards it, unless it was completed. An interrupt of
 * the thread does not make it fail: a run that is cancelled while the last bytes are stored still
 * keeps the picture that was paid for. Confined to one thread.
 */
public abstract class IncomingArtifact extends OutputStream {
  /** Returns the number of bytes written. */
  public abstract long size();

  /**
   * Completes the artifact after its last byte: when this returns, it is stored under its name and
   * no crash loses it.
   *
   * @throws IOException when it cannot be stored; it is discarded by {@link #close}
   */
  public abstract StoredArtifact complete() throws IOException;

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }
}
