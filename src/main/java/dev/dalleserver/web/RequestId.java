package dev.dalleserver.web;

import io.javalin.http.Context;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The id that every answer, and every log line about a request, bears. */
final class RequestId {
  static final String HEADER = "X-Request-ID";

  private static final String ATTRIBUTE = RequestId.class.getName();
  private static final int LONGEST = 64;

  private RequestId() {}

  /** Keeps the caller's id where it is fit for logs, else makes one of eight hex digits. */
  static String assign(Request request) {
    String given = request.getHeaders().get(HEADER);
    String id = given != null && isAccepted(given) ? given : fresh();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  static String of(Context ctx) {
    return orFresh(ctx.req().getAttribute(ATTRIBUTE));
  }

  /** The request's; it gets one when it was refused before it could. */
  static String of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof String id ? id : assign(request);
  }

  private static boolean isAccepted(String given) {
    if (given.isEmpty() || given.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static String orFresh(@Nullable Object assigned) {
    return assigned instanceof String id ? id : fresh();
  }

  private static String fresh() {
    // Not a secret: it only has to tell requests apart in a log.
    // The leading digit makes them eight.
    long number = 1L << 32 | Integer.toUnsignedLong(ThreadLocalRandom.current().nextInt());
    return Long.toHexString(number).substring(1);
  }
}
