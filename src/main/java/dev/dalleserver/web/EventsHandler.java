package dev.dalleserver.web;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureOptions;
import dev.dalleserver.pictures.PictureOutcome;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.web.events.BatchEventSource;
import dev.dalleserver.web.events.EventHub;
import dev.dalleserver.web.events.EventSink;
import dev.dalleserver.web.events.FollowRequest;
import dev.dalleserver.web.events.RunEventSource;
import dev.dalleserver.web.events.SseSink;
import dev.dalleserver.web.events.StartId;
import dev.dalleserver.web.events.StartedRequests;
import dev.dalleserver.web.events.WebSocketSink;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ChangeParameters;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.server.FollowerLimiter;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/** The handler of pushed progress: of one picture, of all runs, and of a batch. */
final class EventsHandler {
  private static final int UPGRADE_REQUIRED = 426;
  private static final int NO_CONTENT = 204;

  /** The longest message of a client; no more than a control frame may carry. */
  private static final int MAX_RECEIVED_BYTES = 125;

  private static final String STREAM = EventsHandler.class.getName();
  private static final String START = StartedRequests.class.getName();
  private static final String ADDRESS = FollowerLimiter.class.getName();
  private final EventHub hub;
  private final FollowerLimiter followers;
  private final DalleHandler dalle;
  private final BatchesHandler batches;
  private final PictureService service;
  private final ProgressManager progress;
  private final StartedRequests starts;

  /** The leases of the open WebSockets. */
  private final ConcurrentMap<Session, FollowerLimiter.Lease> leases = new ConcurrentHashMap<>();

  EventsHandler(
      EventHub hub,
      FollowerLimiter followers,
      DalleHandler dalle,
      BatchesHandler batches,
      PictureService service,
      ProgressManager progress,
      StartedRequests starts) {
    this.hub = hub;
    this.followers = followers;
    this.dalle = dalle;
    this.batches = batches;
    this.service = service;
    this.progress = progress;
    this.starts = starts;
  }

  /** The stream to follow, chosen before anything is answered. */
  @FunctionalInterface
  private interface Stream {
    void sendTo(EventSink sink, OptionalLong lastSeen);
  }

  /** {@code /dalle/{series}/{address}/events}. */
  void picture(Context ctx) {
    answer(ctx, seen -> hasSeenAll(seen) ? Optional.empty() : Optional.of(stream(ctx, seen)));
  }

  /** {@code /events}. */
  void all(Context ctx) {
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    answer(
        ctx,
        seen -> {
          Subscription watch = service.watchRuns();
          Request.addCompletionListener(request, failure -> watch.close());
          return Optional.of(hub::followAll);
        });
  }

  /** {@code /v1/images/generations/{id}/events}. */
  void batch(Context ctx) {
    answer(
        ctx,
        seen -> {
          BatchEventSource source =
              new BatchEventSource(batches.find(ctx), RequestContext.of(ctx).prefix());
          return hasSeenAll(seen)
              ? Optional.empty()
              : Optional.of((sink, lastSeen) -> hub.follow(source, source, sink, lastSeen));
        });
  }

  /** Returns true for a client that returns after the last event of its stream. */
  private boolean hasSeenAll(FollowRequest request) {
    return request.lastSeen().isPresent() && hub.isLast(request.lastSeen().getAsLong());
  }

  /**
   * Answers with a stream, which is found, or whose run is begun, once the client may follow at
   * all.
   *
   * @param find returns the stream; empty when the client has seen all of it, and is told to stop
   */
  private void answer(Context ctx, Function<FollowRequest, Optional<Stream>> find) {
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    if (!ctx.req().getMethod().equals("HEAD")) {
      FollowerLimiter.Lease lease = followers.acquire(request);
      // The request ends in every case: the stream's end, an error, a client that disconnects.
      Request.addCompletionListener(request, failure -> lease.close());
    }
    FollowRequest seen = FollowRequest.of(ctx);
    Optional<Stream> stream = find.apply(seen);
    if (stream.isEmpty()) {
      // A browser's EventSource closes for good at any answer but 200; 204 is the one for this.
      ctx.header("Cache-Control", "no-store");
      ctx.status(NO_CONTENT);
      return;
    }
    startOf(ctx)
        .ifPresent(
            start -> Request.addCompletionListener(request, failure -> starts.onStreamEnd(start)));
    SseSink.answer(ctx, sink -> stream.get().sendTo(sink, seen.lastSeen()));
  }

  /** Refuses a request for {@code /dalle/{series}/{address}/ws} in plain HTTP. */
  void refuseWithoutUpgrade(Context ctx) {
    throw new ApiError(
            ErrorCode.INVALID_REQUEST,
            UPGRADE_REQUIRED,
            "this path speaks WebSocket",
            "expected an upgrade; /events beside it speaks HTTP")
        .withHeader("Upgrade", "websocket");
  }

  /** Returns true for a request to upgrade to WebSocket (RFC 6455). */
  static boolean isUpgrade(Context ctx) {
    String upgrade = ctx.header("Upgrade");
    return ctx.req().getMethod().equals("GET") && "websocket".equalsIgnoreCase(upgrade);
  }

  /** Chooses the stream before the upgrade, while an error can still be answered as one. */
  void beforeUpgrade(Context ctx) {
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    // Refuses while an HTTP error can still be sent. The lease is acquired once the socket is open:
    // a handshake that fails after this would never release it.
    followers.acquire(request).close();
    ctx.attribute(ADDRESS, followers.addressOf(request));
    FollowRequest seen = FollowRequest.of(ctx);
    Stream stream =
        hasSeenAll(seen)
            // Closed with 1000, at which most libraries that reconnect stop.
            ? (sink, lastSeen) -> sink.end()
            : stream(ctx, seen);
    ctx.attribute(STREAM, (Consumer<EventSink>) sink -> stream.sendTo(sink, seen.lastSeen()));
    ctx.attribute(RequestId.HEADER, RequestId.of(ctx));
  }

  void webSocket(WsConfig socket) {
    socket.onConnect(this::onConnect);
    socket.onClose(
        ctx -> {
          releaseLease(ctx.session);
          startOf(ctx).ifPresent(starts::onStreamEnd);
        });
  }

  /**
   * Limits what a client sends, since the server ignores it: a message that grows longer closes the
   * socket with 1009. Jetty passes frames on in parts as they arrive (its auto fragmentation), so
   * an unfinished one is not kept. The maximum frame size stays as it is: Jetty would apply it also
   * to what the server sends.
   */
  private static void limitMessages(Session session) {
    session.setMaxTextMessageSize(MAX_RECEIVED_BYTES);
    session.setMaxBinaryMessageSize(MAX_RECEIVED_BYTES);
  }

  private void onConnect(WsConnectContext ctx) {
    // Before anything is read from it.
    limitMessages(ctx.session);
    Consumer<EventSink> stream = Objects.requireNonNull(ctx.attribute(STREAM));
    String requestId = Objects.requireNonNull(ctx.attribute(RequestId.HEADER));
    Optional<String> address = Objects.requireNonNull(ctx.attribute(ADDRESS));
    try {
      leases.put(ctx.session, followers.acquire(address));
    } catch (ApiError e) {
      // Other clients have taken the last leases since the handshake.
      ctx.session.close(StatusCode.TRY_AGAIN_LATER, e.getMessage(), Callback.NOOP);
      return;
    }
    if (!ctx.session.isOpen()) {
      releaseLease(ctx.session);
      return;
    }
    stream.accept(new WebSocketSink(ctx.session, requestId));
  }

  private void releaseLease(Session session) {
    FollowerLimiter.Lease lease = leases.remove(session);
    if (lease != null) {
      lease.close();
    }
  }

  /**
   * Finds or starts what a request follows. It starts a run only for a client that was not here
   * before, and once, however often a client that reconnects by itself repeats the request.
   */
  private Stream stream(Context ctx, FollowRequest seen) {
    PictureKey key = dalle.key(ctx);
    if (!ChangeParameters.effective(ctx).generate()) {
      return listen(key, DalleHandler::notMade);
    }
    if (seen.returning()) {
      return listen(key, EventsHandler::onlyListens);
    }
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    StartId id = FollowRequest.identify(ctx, key, followers.addressOf(request));
    PictureOptions options = DalleHandler.options(ctx);
    // A run that has ended already when it is told was this request's too; a stored picture is
    // none.
    Optional<ProgressSnapshot> started =
        starts.startOnce(id, () -> startNew(key, options), snapshot -> !snapshot.cacheHit());
    if (started.isEmpty() || !started.get().done()) {
      ctx.attribute(START, id);
    }
    return started
        .map(first -> followStarted(key, first))
        .orElseGet(() -> listen(key, EventsHandler::onlyListens));
  }

  /**
   * Starts what a new wish asks for. The end of an earlier run, which no client had polled until
   * now, is not its answer when the picture is to be made again.
   */
  private ProgressSnapshot startNew(PictureKey key, PictureOptions options) {
    PictureOutcome.Accepted first = dalle.generate(key, options);
    // A run that this request has begun may have ended already.
    boolean isOfEarlier = !first.started() && DalleHandler.hasSucceeded(first.snapshot());
    return options.force() && isOfEarlier
        ? dalle.generate(key, options).snapshot()
        : first.snapshot();
  }

  /** The request whose run is followed, if it is one that starts runs. */
  private static Optional<StartId> startOf(Context ctx) {
    return Optional.ofNullable(ctx.attribute(START));
  }

  private static Optional<StartId> startOf(WsContext ctx) {
    return Optional.ofNullable(ctx.attribute(START));
  }

  private Stream listen(PictureKey key, Supplier<ApiError> nothing) {
    Optional<ProgressRun> run = progress.find(key);
    if (run.isPresent()) {
      return followRun(run.get());
    }
    return service.findStored(key).map(this::showFinal).orElseThrow(nothing);
  }

  private static ApiError onlyListens() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "the run that this request has started is over, and there is no picture",
        "a client that reconnects only listens; to start another run, send a POST, or another"
            + " request_id");
  }

  private Stream followStarted(PictureKey key, ProgressSnapshot first) {
    if (first.done()) {
      return showFinal(first);
    }
    // The run may have ended, and another client seen its end, meanwhile: then the picture is
    // complete.
    return progress
        .find(key)
        .map(this::followRun)
        .or(() -> service.findStored(key).map(this::showFinal))
        .orElseThrow(DalleHandler::notMade);
  }

  private Stream followRun(ProgressRun run) {
    return (sink, lastSeen) -> hub.follow(run, sink, lastSeen);
  }

  private Stream showFinal(ProgressSnapshot last) {
    return (sink, lastSeen) -> hub.sendFinal(RunEventSource.look(last), sink);
  }
}
