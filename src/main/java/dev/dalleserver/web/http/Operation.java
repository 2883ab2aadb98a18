package dev.dalleserver.web.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;

/** The effect and the handler of one method of a route. */
public record Operation(Effect effect, Handler handler) {
  /**
   * Returns true when a request asks this operation to start, change or remove something.
   *
   * @throws ApiError 400 when the request's switches are invalid
   */
  boolean isChangeRequested(Context ctx) {
    return effect == Effect.CHANGES
        || (effect == Effect.BY_PARAMETERS && ChangeParameters.requested(ctx).isChange());
  }
}
