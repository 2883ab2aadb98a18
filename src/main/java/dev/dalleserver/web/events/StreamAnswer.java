package dev.dalleserver.web.events;

import dev.dalleserver.web.server.FollowerLimiter;
import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** Answers with the events of a collection. */
public final class StreamAnswer {
  private static final int NO_CONTENT = 204;

  private final EventHub hub;
  private final FollowerLimiter followers;

  public StreamAnswer(EventHub hub, FollowerLimiter followers) {
    this.hub = hub;
    this.followers = followers;
  }

  /**
   * Answers with a stream; a client that returns after the last event is told to stop.
   *
   * @throws dev.dalleserver.web.http.ApiError 503 when the client may not follow now
   */
  public void send(Context ctx, CollectionEventSource source) {
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    if (!ctx.req().getMethod().equals("HEAD")) {
      FollowerLimiter.Lease lease = followers.acquire(request);
      // The request ends in every case: the stream's end, an error, a client that disconnects.
      Request.addCompletionListener(request, failure -> lease.close());
    }
    FollowRequest seen = FollowRequest.of(ctx);
    if (seen.lastSeen().isPresent() && hub.isLast(seen.lastSeen().getAsLong())) {
      ctx.header("Cache-Control", "no-store");
      ctx.status(NO_CONTENT);
      return;
    }
    Object lifetime = source.collection().lifetime();
    SseSink.answer(ctx, sink -> hub.follow(lifetime, source, sink, seen.lastSeen()));
  }
}
