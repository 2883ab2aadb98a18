package dev.dalleserver.openai.finder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Decodes base64 as it is sent in practice: of either alphabet (also both in one text), with or
 * without padding, with white space anywhere, and percent escapes or entities of HTML, as in URLs
 * and pages.
 */
final class Base64Decoder implements TextDecoder {
  private static final int BLANK = -2;
  private static final int PADDING = -3;
  private static final byte[] VALUES = values();
  private static final int BUFFER = 8192;
  private static final int NOTHING_YET = -1;

  private final OutputStream target;
  private final byte[] buffer = new byte[BUFFER];
  private int used;
  private int bits;
  private int count;
  private boolean padded;

  /** What is known of a percent escape, or -1 outside of one. */
  private int escape = -1;

  private int digits;

  /** What is known of an entity of HTML, behind its ampersand. */
  private final StringBuilder entity = new StringBuilder();

  private boolean inEntity;

  /** What is known of an escape behind a backslash. */
  private boolean afterBackslash;

  private int unicodeDigits;
  private int unicode;
  private boolean valid = true;

  Base64Decoder(OutputStream target) {
    this.target = target;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    values['-'] = 62;
    values['_'] = 63;
    for (char blank : " \t\r\n".toCharArray()) {
      values[blank] = BLANK;
    }
    values['='] = PADDING;
    return values;
  }

  /**
   * Returns what the beginning of a base64 text encodes, or nothing when the beginning is no
   * base64.
   */
  static byte[] decodeBeginning(byte[] text, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Base64Decoder decoder = new Base64Decoder(bytes);
    boolean valid = decoder.write(text, 0, length) && decoder.flush();
    return valid ? bytes.toByteArray() : new byte[0];
  }

  @Override
  public boolean write(byte[] text, int offset, int length) throws IOException {
    for (int i = offset; valid && i < offset + length; i++) {
      int c = text[i] & 0xff;
      if (c == '&' || inEntity) {
        c = ofEntity(c);
        if (c == NOTHING_YET) {
          continue;
        }
      }
      if (c == '\\' || afterBackslash) {
        c = ofBackslash(c);
        if (c == NOTHING_YET) {
          continue;
        }
      }
      if (c == '%' && escape < 0) {
        escape = 0;
        digits = 0;
        continue;
      }
      if (escape >= 0) {
        int digit = Character.digit(c, 16);
        valid = digit >= 0;
        escape = escape << 4 | digit;
        if (++digits < 2 || !valid) {
          continue;
        }
        c = escape;
        escape = -1;
      }
      int value = VALUES[c];
      if (value >= 0) {
        endEncoding();
        add(value);
      } else if (value == PADDING) {
        padded = true;
      } else if (value != BLANK) {
        valid = false;
      }
    }
    return valid;
  }

  /** Takes a character of an escape that JSON within JSON has left, such as {@code \\/}. */
  private int ofBackslash(int c) {
    if (unicodeDigits > 0) {
      unicode = unicode << 4 | Math.max(0, Character.digit(c, 16));
      unicodeDigits--;
      afterBackslash = unicodeDigits > 0;
      valid &= Character.digit(c, 16) >= 0;
      return afterBackslash ? NOTHING_YET : unicode & 0xff;
    }
    boolean slashes = c == '\\';
    afterBackslash = slashes || c == 'u';
    if (c == 'u') {
      unicodeDigits = 4;
      unicode = 0;
    }
    boolean blank = c == 'n' || c == 'r' || c == 't';
    valid &= afterBackslash || blank || c == '/';
    return afterBackslash || blank ? NOTHING_YET : c;
  }

  /** Takes a character of an entity; returns what the entity stands for at its end. */
  private int ofEntity(int c) {
    if (!inEntity) {
      inEntity = true;
      entity.setLength(0);
      return NOTHING_YET;
    }
    if (c != ';' && entity.length() < HtmlEntities.MAX_LENGTH) {
      entity.append((char) c);
      return NOTHING_YET;
    }
    inEntity = false;
    int character = c == ';' ? HtmlEntities.character(entity.toString()) : -1;
    // An ampersand is no character of base64.
    return character < 0 ? '&' : character;
  }

  @Override
  public void endText() throws IOException {
    flush();
  }

  @Override
  public boolean finish() throws IOException {
    putRest();
    flush();
    return valid && count != 1 && !inEntity;
  }

  /** Padding ends what was encoded by itself; another part may follow. */
  private void endEncoding() throws IOException {
    if (padded) {
      putRest();
      bits = 0;
      count = 0;
      padded = false;
    }
  }

  private void putRest() throws IOException {
    if (count == 2) {
      put(bits >> 4);
    } else if (count == 3) {
      put(bits >> 10);
      put(bits >> 2);
    }
  }

  /** Passes on what is decoded so far. */
  boolean flush() throws IOException {
    target.write(buffer, 0, used);
    used = 0;
    return valid;
  }

  private void add(int value) throws IOException {
    bits = bits << 6 | value;
    if (++count == 4) {
      put(bits >> 16);
      put(bits >> 8);
      put(bits);
      bits = 0;
      count = 0;
    }
  }

  private void put(int value) throws IOException {
    if (used == BUFFER) {
      flush();
    }
    buffer[used++] = (byte) value;
  }
}
