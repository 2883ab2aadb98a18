package dev.dalleserver.openai.finder;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entities of HTML in which some servers write slashes, plus signs and ampersands of URLs and
 * of base64, when they escape a text for a page.
 */
final class HtmlEntities {
  /** The longest entity that is read, without its ampersand. */
  static final int MAX_LENGTH = 8;

  private static final int MAX_ROUNDS = 4;

  private static final Pattern ENTITY =
      Pattern.compile("&(#\\d{1,4}|#[xX][0-9a-fA-F]{1,4}|[A-Za-z]{2,6});");
  private static final int HEX = 16;

  private static final Map<String, Character> NAMES =
      Map.ofEntries(
          Map.entry("amp", '&'),
          Map.entry("sol", '/'),
          Map.entry("plus", '+'),
          Map.entry("equals", '='),
          Map.entry("colon", ':'),
          Map.entry("semi", ';'),
          Map.entry("comma", ','),
          Map.entry("quest", '?'),
          Map.entry("num", '#'),
          Map.entry("period", '.'),
          Map.entry("lowbar", '_'),
          Map.entry("quot", '"'),
          Map.entry("apos", '\''),
          Map.entry("lt", '<'),
          Map.entry("gt", '>'));

  private HtmlEntities() {}

  /** Returns the character that a name stands for, such as {@code #x2F}; -1 for none of ASCII. */
  static int character(String name) {
    if (!name.startsWith("#")) {
      Character known = NAMES.get(name);
      return known == null ? -1 : known;
    }
    try {
      boolean hex = name.startsWith("#x") || name.startsWith("#X");
      int code =
          hex ? Integer.parseInt(name.substring(2), HEX) : Integer.parseInt(name.substring(1));
      return code >= 0 && code < 0x80 ? code : -1;
    } catch (NumberFormatException none) {
      return -1;
    }
  }

  /** Replaces whole entities, also entities of entities; others, and one that is cut off, stay. */
  static byte[] decode(byte[] text) {
    byte[] plain = text;
    for (int round = 0; round < MAX_ROUNDS && contains(plain); round++) {
      plain = decodeOnce(plain);
    }
    return plain;
  }

  private static byte[] decodeOnce(byte[] text) {
    Matcher entities = ENTITY.matcher(new String(text, StandardCharsets.ISO_8859_1));
    return entities
        .replaceAll(
            entity -> {
              int c = character(entity.group(1));
              return Matcher.quoteReplacement(c < 0 ? entity.group() : String.valueOf((char) c));
            })
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean contains(byte[] text) {
    for (byte c : text) {
      if (c == '&') {
        return true;
      }
    }
    return false;
  }
}
