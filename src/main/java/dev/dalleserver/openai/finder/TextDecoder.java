package dev.dalleserver.openai.finder;

import java.io.IOException;

/** Decodes one picture from its text, piece by piece. */
interface TextDecoder {
  /**
   * Decodes the next piece.
   *
   * @return false when it has a character that encodes nothing; from then on nothing is decoded
   */
  boolean write(byte[] text, int offset, int length) throws IOException;

  /** Passes on what is decoded so far, at the end of a text that may go on in another. */
  void endText() throws IOException;

  /**
   * Decodes what is left at the end of the picture.
   *
   * @return false when the text encodes no whole number of bytes, or has other characters
   */
  boolean finish() throws IOException;
}
