package dev.dalleserver.openai.finder;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes the bytes of a picture on, counts them, and detects its last one. */
final class EndDetectingStream extends FilterOutputStream {
  private final PictureEnd end = new PictureEnd();
  private long count;

  EndDetectingStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    out.write(source, offset, length);
    count += length;
    end.pass(source, offset, length);
  }

  long count() {
    return count;
  }

  /** Returns true when all of the picture has passed. */
  boolean hasEnded() {
    return end.isReached();
  }
}
