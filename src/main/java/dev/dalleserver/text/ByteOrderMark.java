package dev.dalleserver.text;

/** The mark of the byte order with which some programs begin the text files that they write. */
public final class ByteOrderMark {
  private ByteOrderMark() {}

  /** Returns true when a file begins with the mark of UTF-16, of either byte order. */
  public static boolean isOfUtf16(byte[] content) {
    if (content.length < 2) {
      return false;
    }
    int mark = (content[0] & 0xff) << 8 | content[1] & 0xff;
    return mark == 0xfeff || mark == 0xfffe;
  }
}
