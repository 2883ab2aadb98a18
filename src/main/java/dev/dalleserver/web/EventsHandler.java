package dev.dalleserver.web;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.web.events.BatchEventSource;
import dev.dalleserver.web.events.EventHub;
import dev.dalleserver.web.events.EventSink;
import dev.dalleserver.web.events.RunEventSource;
import dev.dalleserver.web.events.SseSink;
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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/** The handler of pushed progress: of one picture, of all runs, and of a batch. */
final class EventsHandler {
  private static final int UPGRADE_REQUIRED = 426;

  /** The longest message of a client; no more than a control frame may carry. */
  private static final int MAX_RECEIVED_BYTES = 125;

  private static final String STREAM = EventsHandler.class.getName();
  private static final String ADDRESS = FollowerLimiter.class.getName();
  private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

  private final EventHub hub;
  private final FollowerLimiter followers;
  private final DalleHandler dalle;
  private final BatchesHandler batches;
  private final PictureService service;
  private final ProgressManager progress;

  /** The leases of the open WebSockets. */
  private final ConcurrentMap<Session, FollowerLimiter.Lease> leases = new ConcurrentHashMap<>();

  EventsHandler(
      EventHub hub,
      FollowerLimiter followers,
      DalleHandler dalle,
      BatchesHandler batches,
      PictureService service,
      ProgressManager progress) {
    this.hub = hub;
    this.followers = followers;
    this.dalle = dalle;
    this.batches = batches;
    this.service = service;
    this.progress = progress;
  }

  /** The stream to follow, chosen before anything is answered. */
  @FunctionalInterface
  private interface Stream {
    void sendTo(EventSink sink, OptionalLong lastSeen);
  }

  /** {@code /dalle/{series}/{address}/events}. */
  void picture(Context ctx) {
    answer(ctx, () -> stream(ctx));
  }

  /** {@code /events}. */
  void all(Context ctx) {
    answer(ctx, () -> hub::followAll);
  }

  /** {@code /v1/images/generations/{id}/events}. */
  void batch(Context ctx) {
    answer(
        ctx,
        () -> {
          BatchEventSource source =
              new BatchEventSource(batches.find(ctx), RequestContext.of(ctx).prefix());
          return (sink, lastSeen) -> hub.follow(source, source, sink, lastSeen);
        });
  }

  /**
   * Answers with a stream, which is found, or whose run is begun, once the client may follow at
   * all.
   */
  private void answer(Context ctx, Supplier<Stream> find) {
    if (!ctx.req().getMethod().equals("HEAD")) {
      Request request = ServletContextRequest.getServletContextRequest(ctx.req());
      FollowerLimiter.Lease lease = followers.acquire(request);
      // The request ends in every case: the stream's end, an error, a client that disconnects.
      Request.addCompletionListener(request, failure -> lease.close());
    }
    Stream stream = find.get();
    SseSink.answer(ctx, sink -> stream.sendTo(sink, lastSeen(ctx)));
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
    ctx.attribute(STREAM, stream(ctx));
    ctx.attribute(RequestId.HEADER, RequestId.of(ctx));
  }

  void webSocket(WsConfig socket) {
    socket.onConnect(this::onConnect);
    socket.onClose(ctx -> releaseLease(ctx.session));
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
    Stream stream = Objects.requireNonNull(ctx.attribute(STREAM));
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
    stream.sendTo(new WebSocketSink(ctx.session, requestId), OptionalLong.empty());
  }

  private void releaseLease(Session session) {
    FollowerLimiter.Lease lease = leases.remove(session);
    if (lease != null) {
      lease.close();
    }
  }

  private Stream stream(Context ctx) {
    PictureKey key = dalle.key(ctx);
    if (ChangeParameters.effective(ctx).generate()) {
      return followStarted(key, dalle.generate(key, DalleHandler.options(ctx)).snapshot());
    }
    Optional<ProgressRun> run = progress.find(key);
    if (run.isPresent()) {
      return followRun(run.get());
    }
    return service.findStored(key).map(this::showFinal).orElseThrow(DalleHandler::notMade);
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

  /** Reads the id of the last event that the client saw before its connection broke. */
  private static OptionalLong lastSeen(Context ctx) {
    String id = ctx.header("Last-Event-ID");
    return id != null && EVENT_ID.matcher(id).matches()
        ? OptionalLong.of(Long.parseLong(id))
        : OptionalLong.empty();
  }
}
