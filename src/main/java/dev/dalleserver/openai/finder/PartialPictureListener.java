package dev.dalleserver.openai.finder;

import java.io.OutputStream;

/**
 * Gets the partial pictures that a stream of events brings before the picture itself, one after the
 * other. A fault of a partial picture is no fault of the answer.
 */
public interface PartialPictureListener {
  /** Ignores them all. */
  PartialPictureListener NONE =
      new PartialPictureListener() {
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
