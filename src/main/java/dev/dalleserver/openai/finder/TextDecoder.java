package dev.dalleserver.openai.finder;

import java.io.IOException;
import java.io.InputStream;

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

  /**
   * Decodes a text whose beginning has been read already.
   *
   * @return false as soon as it is none of this form
   * @throws MalformedAnswerException when the answer ends in it; all before is written
   */
  default boolean write(PictureText text, InputStream rest) throws IOException {
    boolean goesOn = write(text.head(), 0, text.head().length);
    byte[] piece = new byte[8192];
    try {
      for (int n = rest.read(piece); goesOn && n >= 0; n = rest.read(piece)) {
        goesOn = write(piece, 0, n);
      }
    } catch (MalformedAnswerException cut) {
      finish();
      throw cut;
    }
    return goesOn;
  }
}
