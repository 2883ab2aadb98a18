package dev.dalleserver.web.http;

import io.javalin.http.Context;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The id of a request, which its answer and every log line about it contain. */
public final class RequestId {
  public static final String HEADER = "X-Request-ID";

  private static final String ATTRIBUTE = RequestId.class.getName();
  private static final int MAX_LENGTH = 64;

  private RequestId() {}

  /** Keeps the client's id when it is safe to log, else generates one of eight hex digits. */
  public static String assign(Request request) {
    String clientId = request.getHeaders().get(HEADER);
    String id = clientId != null && isAccepted(clientId) ? clientId : generate();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  public static String of(Context ctx) {
    return orGenerate(ctx.req().getAttribute(ATTRIBUTE));
  }

  /** Returns the id of the request; assigns one when the request was refused before it had one. */
  public static String of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof String id ? id : assign(request);
  }

  private static boolean isAccepted(String clientId) {
    if (clientId.isEmpty() || clientId.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < clientId.length(); i++) {
      char c = clientId.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static String orGenerate(@Nullable Object assigned) {
    return assigned instanceof String id ? id : generate();
  }

  private static String generate() {
    // Not a secret: the id only has to distinguish requests in a log.
    // The extra leading digit keeps leading zeros, so that there are always eight digits.
    long number = 1L << 32 | Integer.toUnsignedLong(ThreadLocalRandom.current().nextInt());
    return Long.toHexString(number).substring(1);
  }
}
