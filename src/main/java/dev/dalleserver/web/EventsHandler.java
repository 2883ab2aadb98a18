package dev.dalleserver.web;

import dev.dalleserver.batches.Generation;
import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.generation.GenerationService;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Pushed progress: of one picture, of all, and of a generation. */
final class EventsHandler {
  private static final int UPGRADE_REQUIRED = 426;
  private static final String STREAM = EventsHandler.class.getName();
  private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

  private final EventHub hub;
  private final DalleHandler dalle;
  private final GenerationsHandler generations;
  private final GenerationService service;
  private final ProgressManager progress;

  EventsHandler(
      EventHub hub,
      DalleHandler dalle,
      GenerationsHandler generations,
      GenerationService service,
      ProgressManager progress) {
    this.hub = hub;
    this.dalle = dalle;
    this.generations = generations;
    this.service = service;
    this.progress = progress;
  }

  /** What is to be followed, decided before anything is answered. */
  @FunctionalInterface
  private interface Stream {
    void to(EventSink sink, OptionalLong lastSeen);
  }

  /** {@code /dalle/{series}/{address}/events}. */
  void picture(Context ctx) {
    Stream stream = stream(ctx);
    SseSink.answer(ctx, sink -> stream.to(sink, lastSeen(ctx)));
  }

  /** {@code /events}. */
  void all(Context ctx) {
    SseSink.answer(ctx, sink -> hub.followAll(sink, lastSeen(ctx)));
  }

  /** {@code /v1/images/generations/{id}/events}. */
  void generation(Context ctx) {
    Generation generation = generations.find(ctx);
    GenerationWatched watched = new GenerationWatched(generation);
    SseSink.answer(ctx, sink -> hub.follow(generation, watched, sink, lastSeen(ctx)));
  }

  /** {@code /dalle/{series}/{address}/ws} for someone who speaks plain HTTP. */
  void noWebSocket(Context ctx) {
    throw new ApiError(
            ErrorCode.INVALID_REQUEST,
            UPGRADE_REQUIRED,
            "this path speaks WebSocket",
            "expected an upgrade; /events beside it speaks HTTP")
        .with("Upgrade", "websocket");
  }

  /** True for a request that asks to go on as a WebSocket, as RFC 6455 has it. */
  static boolean isUpgrade(Context ctx) {
    String upgrade = ctx.header("Upgrade");
    return ctx.req().getMethod().equals("GET") && "websocket".equalsIgnoreCase(upgrade);
  }

  /** Decides before the upgrade, while an error can still be answered as one. */
  void beforeUpgrade(Context ctx) {
    ctx.attribute(STREAM, stream(ctx));
    ctx.attribute(RequestId.HEADER, RequestId.of(ctx));
  }

  void webSocket(WsConfig socket) {
    socket.onConnect(this::connected);
  }

  private void connected(WsConnectContext ctx) {
    Stream stream = Objects.requireNonNull(ctx.attribute(STREAM));
    String requestId = Objects.requireNonNull(ctx.attribute(RequestId.HEADER));
    stream.to(new WebSocketSink(ctx.session, requestId), OptionalLong.empty());
  }

  private Stream stream(Context ctx) {
    PictureKey key = dalle.key(ctx);
    if (Switches.effective(ctx).generate()) {
      return begun(key, dalle.generate(key, DalleHandler.options(ctx)).snapshot());
    }
    Optional<ProgressRun> run = progress.find(key);
    if (run.isPresent()) {
      return following(run.get());
    }
    return service.complete(key).map(this::showing).orElseThrow(DalleHandler::notMade);
  }

  private Stream begun(PictureKey key, ProgressSnapshot first) {
    if (first.done()) {
      return showing(first);
    }
    // It may have ended, and been seen by somebody else, within this moment: then it is complete.
    return progress
        .find(key)
        .map(this::following)
        .or(() -> service.complete(key).map(this::showing))
        .orElseThrow(DalleHandler::notMade);
  }

  private Stream following(ProgressRun run) {
    return (sink, lastSeen) -> hub.follow(run, sink, lastSeen);
  }

  private Stream showing(ProgressSnapshot last) {
    return (sink, lastSeen) -> hub.show(RunWatched.look(last), sink);
  }

  /** What the caller has seen before its connection broke. */
  private static OptionalLong lastSeen(Context ctx) {
    String id = ctx.header("Last-Event-ID");
    return id != null && EVENT_ID.matcher(id).matches()
        ? OptionalLong.of(Long.parseLong(id))
        : OptionalLong.empty();
  }
}
