package dev.dalleserver.web.server;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A handler that receives a request's whole body before any other handler sees the request, without
 * holding a thread meanwhile: however slowly many clients send, others are served. Bodies are short
 * here; a longer one is refused as soon as its length is known. The request is admitted by its
 * header first, and the body's memory is reserved as it arrives: over the budget the client gets
 * 503 at once.
 */
final class BodyReceiver extends Handler.Wrapper {
  private static final long MAX_DISCARDED_BYTES = 1024 * 1024;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Connections connections;
  private final RequestAdmission admission;
  private final MemoryBudget memory;
  private final int maxBytes;
  private final JettyErrors errors;

  /**
   * @param maxBytes how many bytes one body may have at most, where its route allows no more
   */
  BodyReceiver(
      Connections connections,
      RequestAdmission admission,
      MemoryBudget memory,
      int maxBytes,
      JettyErrors errors) {
    this.connections = connections;
    this.admission = admission;
    this.memory = memory;
    this.maxBytes = maxBytes;
    this.errors = errors;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!hasBody(request)) {
      connections.onBodyReceived(request);
      return super.handle(request, response, callback);
    }
    int most = admission.bodyBytes(request, maxBytes);
    Intake intake = new Intake(request, response, callback, most);
    try {
      admission.check(request);
    } catch (ApiError refusal) {
      intake.refuse(refusal);
      return true;
    }
    if (most > maxBytes) {
      connections.onLongBody(request);
    }
    if (request.getLength() > most) {
      intake.refuse(intake.tooLarge());
    } else {
      intake.begin();
    }
    return true;
  }

  private static boolean hasBody(Request request) {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /**
   * The reception of one body. It runs again whenever more of the body arrives, on one thread at a
   * time.
   */
  private final class Intake implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final BodyBuffer body;
    private final int most;
    private long discarded;

    Intake(Request request, Response response, Callback callback, int most) {
      this.most = most;
      this.request = request;
      this.response = response;
      this.callback = callback;
      long announced = request.getLength();
      this.body = new BodyBuffer(memory, announced < 0 ? most : (int) Math.min(most, announced));
    }

    void begin() {
      // However the request ends: with an answer, a failure, or a client that has disconnected.
      Request.addCompletionListener(request, failure -> body.release());
      run();
    }

    @Override
    public void run() {
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
          return;
        }
        boolean last = chunk.isLast();
        if (body.size() + chunk.remaining() > most) {
          chunk.release();
          refuse(tooLarge());
          return;
        }
        boolean appended = body.append(chunk.getByteBuffer());
        chunk.release();
        if (!appended) {
          refuse(noMemory());
          return;
        }
        if (last) {
          connections.onBodyReceived(request);
          // The next handler may block, and this thread may be the one that serves the network.
          request.getComponents().getExecutor().execute(this::dispatch);
          return;
        }
      }
    }

    ApiError tooLarge() {
      return errors.error(request, HttpStatus.PAYLOAD_TOO_LARGE_413);
    }

    private ApiError noMemory() {
      return new ApiError(
              ErrorCode.SERVER_BUSY,
              "too many bodies are being received",
              "the memory for request bodies is used up; try again")
          .retryAfter(RETRY_AFTER);
    }

    /** Answers at once, and releases the body. */
    void refuse(ApiError refusal) {
      boolean awaitsAnswer = body.size() == 0 && request.getHeaders().contains(HttpHeader.EXPECT);
      body.release();
      if (awaitsAnswer || request.getLength() > MAX_DISCARDED_BYTES) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      // A client that sends Expect waits for the answer before its body: there is none to discard.
      Runnable then = awaitsAnswer ? callback::succeeded : this::discard;
      errors.answer(request, response, refusal, Callback.from(then, callback::failed));
    }

    /**
     * Reads and drops what still arrives, up to a limit: a client that is cut off while it sends
     * never gets to read the answer.
     */
    private void discard() {
      while (discarded < MAX_DISCARDED_BYTES) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this::discard);
          return;
        }
        boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk);
        discarded += chunk.remaining();
        chunk.release();
        if (last) {
          break;
        }
      }
      callback.succeeded();
    }

    private void dispatch() {
      Received received = new Received(request, body.content());
      try {
        if (!BodyReceiver.super.handle(received, response, callback)) {
          Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
      } catch (Exception e) {
        Response.writeError(request, response, callback, e);
      }
    }
  }

  /** A request whose body has been received already. */
  private static final class Received extends Request.Wrapper {
    private final Content.Source body;

    Received(Request request, List<ByteBuffer> body) {
      super(request);
      this.body = new ByteBufferContentSource(body);
    }

    @Override
    public Content.Chunk read() {
      return body.read();
    }

    @Override
    public void demand(Runnable whenMore) {
      body.demand(whenMore);
    }

    @Override
    public void fail(Throwable failure) {
      body.fail(failure);
    }
  }
}
