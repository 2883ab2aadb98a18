package dev.dalleserver.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes in a request's whole body before anything else is done about the request, without holding a
 * thread meanwhile: however slowly many clients send, others are served. Bodies are short here; one
 * that is not is refused as soon as that is known.
 */
final class BodyIntake extends Handler.Wrapper {
  private static final long MOST_DISCARDED = 1024 * 1024;

  private final Connections connections;
  private final int longest;
  private final JettyErrors errors;

  BodyIntake(Connections connections, int longest, JettyErrors errors) {
    this.connections = connections;
    this.longest = longest;
    this.errors = errors;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!hasBody(request)) {
      connections.bodyCame(request);
      return super.handle(request, response, callback);
    }
    Intake intake = new Intake(request, response, callback);
    if (request.getLength() > longest) {
      intake.refuse();
    } else {
      intake.run();
    }
    return true;
  }

  private static boolean hasBody(Request request) {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /** The taking in of one body. Run again whenever there is more of it, by one thread at a time. */
  private final class Intake implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long discarded;

    Intake(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
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
        take(chunk);
        if (body.size() > longest) {
          refuse();
          return;
        }
        if (last) {
          connections.bodyCame(request);
          // What comes next may block, and this thread may be the one that serves the network.
          request.getComponents().getExecutor().execute(this::handOn);
          return;
        }
      }
    }

    /** Answers at once. */
    void refuse() {
      int status = HttpStatus.PAYLOAD_TOO_LARGE_413;
      if (body.size() == 0 && request.getHeaders().contains(HttpHeader.EXPECT)) {
        // It is not sent before somebody asks for it, so there is nothing to wait for.
        Response.writeError(request, response, callback, status);
        return;
      }
      if (request.getLength() > MOST_DISCARDED) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      errors.answerEarly(request, response, status, Callback.from(this::discard, callback::failed));
    }

    /**
     * Takes what still comes, up to a point: a client that is cut off in the midst of sending never
     * gets to read why.
     */
    private void discard() {
      while (discarded < MOST_DISCARDED) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this::discard);
          return;
        }
        boolean over = chunk.isLast() || Content.Chunk.isFailure(chunk);
        discarded += chunk.remaining();
        chunk.release();
        if (over) {
          break;
        }
      }
      callback.succeeded();
    }

    private void take(Content.Chunk chunk) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.getByteBuffer().get(bytes);
      chunk.release();
      body.writeBytes(bytes);
    }

    private void handOn() {
      Received received = new Received(request, ByteBuffer.wrap(body.toByteArray()));
      try {
        if (!BodyIntake.super.handle(received, response, callback)) {
          Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
      } catch (Exception e) {
        Response.writeError(request, response, callback, e);
      }
    }
  }

  /** A request whose body is here already. */
  private static final class Received extends Request.Wrapper {
    private final Content.Source body;

    Received(Request request, ByteBuffer body) {
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
