package dev.dalleserver.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;

/** What a route does for one method. */
record Operation(Effect effect, Handler handler) {
  /**
   * True when a request asks this operation to start, change or remove something.
   *
   * @throws ApiError 400 when the request's switches are not understood
   */
  boolean changes(Context ctx) {
    return effect == Effect.CHANGES
        || (effect == Effect.SWITCHED && ChangeParameters.requested(ctx).change());
  }
}
