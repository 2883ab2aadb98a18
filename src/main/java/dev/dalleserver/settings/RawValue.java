package dev.dalleserver.settings;

/**
 * A text somebody gave for a setting.
 *
 * @param text as it was given
 * @param origin where, for messages: {@code --port}, {@code TB_DALLE_PORT in .env:3}
 */
record RawValue(String text, String origin) {
  @Override
  public String toString() {
    // The text may be a key.
    return origin;
  }
}
