package dev.dalleserver.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where the next page of a database begins, as a text that callers hand back unread. */
final class RecordCursor {
  private static final int LONGEST = 64;

  private RecordCursor() {}

  /**
   * @param place of a record in its database, from 0
   */
  static String text(String database, int place) {
    byte[] plain = (database + "/" + place).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }

  /**
   * The place that {@link #text} wrote.
   *
   * @throws ApiError for anything else, and for another database's
   */
  static int place(String cursor, String database) {
    if (cursor.length() <= LONGEST) {
      String plain = decode(cursor);
      String digits = plain.substring(plain.indexOf('/') + 1);
      if (plain.equals(database + "/" + digits) && digits.matches("[0-9]{1,9}")) {
        return Integer.parseInt(digits);
      }
    }
    throw invalid(cursor);
  }

  private static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid(cursor);
    }
  }

  private static ApiError invalid(String cursor) {
    return Parameters.invalid("cursor", cursor, "the nextCursor of an earlier answer");
  }
}
