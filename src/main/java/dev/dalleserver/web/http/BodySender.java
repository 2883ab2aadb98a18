package dev.dalleserver.web.http;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import io.javalin.config.JavalinConfig;
import io.javalin.config.Key;
import io.javalin.http.Context;
import io.javalin.http.servlet.JavalinWsServletContext;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender of the body of every answer of a handler. No thread waits for a client that reads
 * slowly: the network gets the next bytes when it can take them. What a body holds on the heap
 * meanwhile is reserved from the memory budget.
 *
 * <p>It writes to Jetty's own response, below the servlet API, whose streams block.
 */
public final class BodySender {
  private static final Logger LOG = LoggerFactory.getLogger(BodySender.class);

  private static final Key<BodySender> KEY = new Key<>(BodySender.class.getName());

  /**
   * The size of a body that nearly always fits into the buffers of the connection. Such a body is
   * reserved only when it did not fit, so that health and errors are answered also while the budget
   * is used up.
   */
  private static final int SHORT_BYTES = 32 * 1024;

  private static final byte[] NOTHING = {};

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final MemoryBudget memory;
  private final DeflateCache deflateCache = new DeflateCache();

  private BodySender(MemoryBudget memory) {
    this.memory = memory;
  }

  /** Registers the sender of a server. */
  public static void register(JavalinConfig config, MemoryBudget memory) {
    config.appData(KEY, new BodySender(memory));
  }

  /** Returns the sender of the server that received the request. */
  public static BodySender of(Context ctx) {
    return ctx.appData(KEY);
  }

  DeflateCache deflateCache() {
    return deflateCache;
  }

  /**
   * Sends a whole text that is made anew for each request, compressed when it is long and the
   * client asks for it.
   */
  public void sendText(Context ctx, byte[] text) {
    boolean gzip = ContentCoding.isWorthwhile(text.length) && ContentCoding.negotiateGzip(ctx);
    send(ctx, gzip ? deflateCache.gzip(NOTHING, text, NOTHING) : text);
  }

  /**
   * Sends a whole body.
   *
   * @param body must not be changed afterwards
   * @throws ApiError 503 when clients have left too much unread
   */
  public void send(Context ctx, byte[] body) {
    if (body.length <= SHORT_BYTES) {
      sendShort(ctx, body);
      return;
    }
    MemoryBudget.Reservation reserved = reserve(body.length);
    stream(ctx, new HeapSource(List.of(ByteBuffer.wrap(body)), reserved::close), body.length);
  }

  /**
   * Sends bytes that other clients get too: they are reserved once for all of them.
   *
   * @param before own bytes that come first; may be empty
   * @param after own bytes that come last; may be empty
   * @throws ApiError 503 when clients have left too much unread
   */
  public void send(Context ctx, byte[] before, SharedBody shared, byte[] after) {
    int own = before.length + after.length;
    if (own == 0 && shared.length() <= SHORT_BYTES) {
      sendShort(ctx, shared.bytes());
    } else if (own > 0 && own + shared.length() <= HeapSource.MAX_PIECE_BYTES) {
      // Cheaper to copy than to send as three pieces.
      send(ctx, shared.copyBetween(before, after));
    } else {
      if (!shared.addReader(memory)) {
        throw busyError();
      }
      stream(
          ctx,
          new HeapSource(shared.parts(before, after), shared::removeReader),
          (long) own + shared.length());
    }
  }

  /**
   * Sends a body that is made while it is sent. The source reserves what it holds on the heap.
   *
   * @param length of the whole body in bytes
   */
  public void stream(Context ctx, BodySource source, long length) {
    finish(ctx, begin(ctx, source, length));
  }

  /** Sends a body whose length is not known before its end. */
  public void stream(Context ctx, BodySource source) {
    if (isHead(ctx)) {
      sendLength(ctx, source);
    } else {
      finish(ctx, begin(ctx, source));
    }
  }

  /**
   * Begins to send, for handlers that complete a future themselves.
   *
   * @return completes when all is sent, exceptionally when that is not possible
   */
  public CompletableFuture<Void> begin(Context ctx, BodySource source, long length) {
    response(ctx).getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    return begin(ctx, source);
  }

  /**
   * Reserves what a source will hold.
   *
   * @throws ApiError 503 when clients have left too much unread
   */
  public MemoryBudget.Reservation reserve(long bytes) {
    return memory.tryReserve(MemoryUse.RESPONSES, bytes).orElseThrow(BodySender::busyError);
  }

  /** Completes the request when {@code sent} completes; throws a failure that is known already. */
  public static void finish(Context ctx, CompletableFuture<Void> sent) {
    if (sent.isDone()) {
      rethrow(ctx, sent);
    } else if (ctx instanceof JavalinWsServletContext) {
      // A refused upgrade: the framework ignores futures then.
      AsyncContext waiting = ctx.req().startAsync();
      waiting.setTimeout(0);
      sent.whenComplete((nothing, failure) -> waiting.complete());
    } else {
      ctx.future(() -> sent);
    }
  }

  private void sendShort(Context ctx, byte[] body) {
    Response response = response(ctx);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    if (isHead(ctx) || body.length == 0) {
      return;
    }
    Callback.Completable sent = new Callback.Completable(InvocationType.BLOCKING);
    response.write(true, ByteBuffer.wrap(body), sent);
    if (!sent.isDone()) {
      reserveUnsent(response, sent, body.length);
    }
    finish(ctx, sent);
  }

  /** Reserves what the network did not take, or cuts off the client that does not read it. */
  private void reserveUnsent(Response response, CompletableFuture<Void> sent, int bytes) {
    Optional<MemoryBudget.Reservation> reserved = memory.tryReserve(MemoryUse.RESPONSES, bytes);
    if (reserved.isPresent()) {
      sent.whenComplete((nothing, failure) -> reserved.get().close());
    } else {
      // It is too late to answer with an error.
      response.getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
    }
  }

  /** Answers a HEAD with the length that the body would have; the source has to make all of it. */
  private static void sendLength(Context ctx, BodySource source) {
    try {
      long length = 0;
      while (source.hasMore()) {
        length += source.next().remaining();
      }
      response(ctx).getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      source.release();
    }
  }

  private static CompletableFuture<Void> begin(Context ctx, BodySource source) {
    if (isHead(ctx) || !source.hasMore()) {
      source.release();
      return CompletableFuture.completedFuture(null);
    }
    Callback.Completable sent = new Callback.Completable(InvocationType.BLOCKING);
    BodySending.begin(response(ctx), source, sent);
    return sent;
  }

  /**
   * Returns Jetty's own response, not the servlet's view of it, which counts only the bytes that
   * were written through the servlet's stream and misses these.
   */
  private static Response response(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req())
        .getServletContextResponse()
        .getWrapped();
  }

  private static boolean isHead(Context ctx) {
    return ctx.req().getMethod().equals("HEAD");
  }

  private static void rethrow(Context ctx, CompletableFuture<Void> sent) {
    try {
      sent.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        if (ctx.res().isCommitted()) {
          // The client has disconnected, or was cut off: no other answer can be sent instead.
          LOG.debug("request_id={} event=client_gone", RequestId.of(ctx));
          return;
        }
        throw new UncheckedIOException(cause);
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Creates the error for an answer that would have to wait in memory. */
  static ApiError busyError() {
    return new ApiError(
            ErrorCode.SERVER_BUSY,
            "too many answers are waiting until their clients read them",
            "try again later")
        .retryAfter(RETRY_AFTER);
  }
}
