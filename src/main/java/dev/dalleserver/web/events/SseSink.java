package dev.dalleserver.web.events;

import dev.dalleserver.web.http.BodySending;
import dev.dalleserver.web.http.HeapSource;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.server.DisconnectDetectingEndPoint;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** A {@code text/event-stream} that is written without a dedicated thread. */
public final class SseSink implements EventSink {
  /**
   * How long a browser waits before it connects again, as a field of the first block: a restart of
   * the server takes about as long.
   */
  private static final byte[] RETRY = "retry: 3000\n".getBytes(StandardCharsets.UTF_8);

  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  /** Up to this size, writing one copy is cheaper than writing several parts. */
  private static final int MAX_COPIED_BYTES = 16 * 1024;

  private final Request request;
  private final Response response;
  private final String requestId;

  /** Written once: one send is under way at a time. */
  private boolean hasRetry;

  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private SseSink(ServletChannel channel, String requestId) {
    this.request = channel.getRequest();
    this.response = channel.getResponse();
    this.requestId = requestId;
  }

  /**
   * Answers with a stream.
   *
   * @param follow receives the sink as soon as the answer may be written
   */
  public static void answer(Context ctx, Consumer<EventSink> follow) {
    ctx.contentType("text/event-stream");
    ctx.header("Cache-Control", "no-store");
    // Tells proxies not to buffer events.
    ctx.header("X-Accel-Buffering", "no");
    ServletChannel channel =
        ServletContextRequest.getServletContextRequest(ctx.req()).getServletChannel();
    SseSink sink = new SseSink(channel, RequestId.of(ctx));
    boolean isHead = ctx.req().getMethod().equals("HEAD");
    ctx.future(
        () -> {
          if (isHead) {
            sink.endWithoutLength();
          } else {
            follow.accept(sink);
          }
          return sink.finished;
        });
  }

  @Override
  public void send(EventFrame frame, Callback sent) {
    // The last event has a field of its own.
    boolean addsRetry = !hasRetry && !frame.last();
    hasRetry = true;
    if (frame.data().length <= MAX_COPIED_BYTES) {
      byte[] block = frame.asServerSentEvent(requestId);
      response.write(false, ByteBuffer.wrap(addsRetry ? join(RETRY, block) : block), sent);
    } else {
      List<ByteBuffer> parts = new ArrayList<>();
      if (addsRetry) {
        parts.add(ByteBuffer.wrap(RETRY));
      }
      parts.addAll(frame.partsOfServerSentEvent(requestId));
      BodySending.beginPart(response, new HeapSource(parts, () -> {}), sent);
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  @Override
  public long copiedBytes(EventFrame frame) {
    return frame.data().length <= MAX_COPIED_BYTES ? frame.data().length : 0;
  }

  @Override
  public void sendHeartbeat(Callback sent) {
    response.write(false, ByteBuffer.wrap(COMMENT), sent);
  }

  @Override
  public void onDisconnect(Runnable action) {
    if (endPoint() instanceof DisconnectDetectingEndPoint detecting) {
      detecting.setHangUpAction(action);
    }
  }

  /** Stops detecting disconnects, since the connection now serves the next request. */
  private void stopDisconnectDetection() {
    if (endPoint() instanceof DisconnectDetectingEndPoint detecting) {
      detecting.clearHangUpAction();
    }
  }

  private EndPoint endPoint() {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Ends an answer to HEAD; written at once it would tell a length, which a stream has not. */
  private void endWithoutLength() {
    response.write(
        false,
        BufferUtil.EMPTY_BUFFER,
        Callback.from(this::finishRequest, failure -> finishRequest()));
  }

  @Override
  public void end() {
    stopDisconnectDetection();
    response.write(
        true,
        BufferUtil.EMPTY_BUFFER,
        Callback.from(this::finishRequest, failure -> finishRequest()));
  }

  @Override
  public void cut() {
    stopDisconnectDetection();
    endPoint().close();
    finishRequest();
  }

  /** Lets the framework finish the request, on another thread. */
  private void finishRequest() {
    finished.completeAsync(() -> null, request.getComponents().getExecutor());
  }
}
