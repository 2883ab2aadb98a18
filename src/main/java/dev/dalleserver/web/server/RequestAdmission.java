package dev.dalleserver.web.server;

import dev.dalleserver.web.http.ApiError;
import org.eclipse.jetty.server.Request;

/**
 * Decides, from a request's header alone, whether the server receives its body. Handlers check
 * everything again once the body has been received; this check only prevents a client that would be
 * refused anyway from making the server hold its body.
 */
@FunctionalInterface
interface RequestAdmission {
  /**
   * Checks a request.
   *
   * @param request a request whose body has not been read
   * @throws ApiError when the request would be refused with any body: its path has no route, the
   *     route lacks its method, or the token that it needs is missing
   */
  void check(Request request);

  /**
   * Returns the most bytes that the body of a request may have.
   *
   * @param usual for requests of which nothing else is known
   */
  default int bodyBytes(Request request, int usual) {
    return usual;
  }
}
