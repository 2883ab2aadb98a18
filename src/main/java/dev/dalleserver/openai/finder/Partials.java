package dev.dalleserver.openai.finder;

import java.io.OutputStream;

/**
 * The receiver of partial pictures: those of work under way that a stream brings before the picture
 * itself. They come one after the other; a fault of one is none of the answer.
 */
public interface Partials {
  /** Ignores them all. */
  Partials NONE =
      new Partials() {
        @Override
        public OutputStream begin() {
          return OutputStream.nullOutputStream();
        }

        @Override
        public void end(boolean whole) {}
      };

  /**
   * Returns the stream for the next bytes that may be a partial picture. Writing to it does not
   * fail.
   */
  OutputStream begin();

  /**
   * Called when its last byte has come.
   *
   * @param whole false when it was cut, was no picture, or has turned out to be the picture itself
   */
  void end(boolean whole);
}
