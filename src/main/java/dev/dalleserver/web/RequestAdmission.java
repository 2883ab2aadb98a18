package dev.dalleserver.web;

import org.eclipse.jetty.server.Request;

/**
 * Decides, from a request's header alone, whether its body is worth receiving. Handlers check
 * everything again once the body is there: this only keeps a client that would be refused anyway
 * from making the server hold its body.
 */
@FunctionalInterface
interface RequestAdmission {
  /**
   * @param request of which the body has not been read
   * @throws ApiError when the request would be refused whatever its body is: its path has no route,
   *     the route lacks its method, or the token that it needs is missing
   */
  void check(Request request);
}
