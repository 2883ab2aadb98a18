package dev.dalleserver.web;

import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The position at which the next page of a database begins, as an opaque text for clients. */
final class RecordCursor {
  private static final int MAX_LENGTH = 64;

  private RecordCursor() {}

  /**
   * Formats a cursor.
   *
   * @param index of a record in its database, from 0
   */
  static String format(String database, int index) {
    byte[] plain = (database + "/" + index).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }

  /**
   * Parses the index from a cursor that {@link #format} made.
   *
   * @throws ApiError for any other text, and for a cursor of another database
   */
  static int parse(String cursor, String database) {
    if (cursor.length() <= MAX_LENGTH) {
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
