package dev.dalleserver.settings;

/**
 * The text given for a setting.
 *
 * @param text the text, unchanged
 * @param origin its origin for messages: {@code --port}, {@code TB_DALLE_PORT in .env:3}
 */
record RawValue(String text, String origin) {
  @Override
  public String toString() {
    // The text may be a key.
    return origin;
  }
}
