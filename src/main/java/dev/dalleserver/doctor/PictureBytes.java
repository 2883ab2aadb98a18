package dev.dalleserver.doctor;

/** Tells bytes that certainly are no picture, so that nothing was paid for them. */
final class PictureBytes {
  /** The number of first bytes that decide. */
  private static final int HEAD = 512;

  private PictureBytes() {}

  /**
   * Returns true for an empty file, for text such as an error page, and for zeros, which a crash of
   * the machine leaves.
   */
  static boolean isNoPicture(byte[] content) {
    int length = Math.min(content.length, HEAD);
    boolean text = true;
    boolean zeros = true;
    for (int i = 0; i < length; i++) {
      int value = content[i] & 0xff;
      text &= (value >= ' ' && value != 0x7f) || value == '\n' || value == '\r' || value == '\t';
      zeros &= value == 0;
    }
    // Every format of pictures begins with at least one byte that is not text within that length.
    return text || zeros;
  }
}
