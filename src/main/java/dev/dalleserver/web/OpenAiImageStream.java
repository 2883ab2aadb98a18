package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.batches.PartialImage;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.BodySending;
import dev.dalleserver.web.http.BodySource;
import dev.dalleserver.web.http.HeapSource;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.server.DisconnectDetector;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The events of one batch for one OpenAI client: pictures of the work under way, each picture when
 * it is finished, and at the end nothing or an error. The answer begins with the first event, so
 * that a batch that fails before has the status of an ordinary error. No thread waits for the
 * client; a picture of the work under way is left out when earlier ones are not sent yet.
 */
final class OpenAiImageStream {
  /** How many pictures of the work under way may wait to be sent. */
  private static final int MAX_PARTIALS_QUEUED = 2;

  private static final int FRAME_BYTES = 1024;

  private final Response response;
  private final BodySender sender;
  private final StreamedPictures streamed;
  private final Executor executor;
  private final Clock clock;
  private final String requestId;
  private final String quality;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  // All below is guarded by this.
  private final Queue<Event> queue = new ArrayDeque<>();
  private @Nullable DisconnectDetector disconnect;
  private boolean open;
  private boolean sending;
  private boolean begun;
  private boolean ended;
  private int partialsQueued;
  private int picturesQueued;

  /**
   * @param executor runs what may read from the disk
   * @param quality what events tell where the provider tells no quality
   */
  OpenAiImageStream(
      Context ctx, StreamedPictures streamed, Executor executor, Clock clock, String quality) {
    this.response =
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getServletContextResponse()
            .getWrapped();
    this.sender = BodySender.of(ctx);
    this.streamed = streamed;
    this.executor = executor;
    this.clock = clock;
    this.requestId = RequestId.of(ctx);
    this.quality = quality;
  }

  /** An event that waits to be sent. */
  private interface Event {
    /** Returns what to send; called once, unless the event is discarded. */
    BodySource open() throws IOException;

    /** Releases what the event holds, when it is not sent. */
    default void discard() {}
  }

  /**
   * Lets the events be sent from now on.
   *
   * @param detector closed at the end
   * @return completes when the answer has ended; with an {@link ApiError} when nothing was sent
   */
  CompletableFuture<Void> open(DisconnectDetector detector) {
    synchronized (this) {
      open = true;
      disconnect = detector;
    }
    executor.execute(this::sendNext);
    return finished;
  }

  /** Queues a picture of the work under way; quick, for the thread that paints. */
  void offer(Batch batch, PartialImage partial) {
    long length = (partial.encoded().length + 2L) / 3 * 4 + FRAME_BYTES;
    MemoryBudget.Reservation reserved;
    try {
      reserved = sender.reserve(length);
    } catch (ApiError noRoom) {
      return;
    }
    boolean added;
    synchronized (this) {
      added = !ended && partialsQueued < MAX_PARTIALS_QUEUED;
      if (added) {
        partialsQueued++;
        queue.add(new Partial(batch, partial, reserved));
      }
    }
    if (!added) {
      reserved.close();
      return;
    }
    executor.execute(this::sendNext);
  }

  /** A picture of the work under way, with the memory that is reserved for it. */
  private final class Partial implements Event {
    private final Batch batch;
    private final PartialImage partial;
    private final MemoryBudget.Reservation reserved;

    Partial(Batch batch, PartialImage partial, MemoryBudget.Reservation reserved) {
      this.batch = batch;
      this.partial = partial;
      this.reserved = reserved;
    }

    @Override
    public BodySource open() throws IOException {
      synchronized (OpenAiImageStream.this) {
        partialsQueued--;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] base64 = Base64.getEncoder().encode(partial.encoded());
      int[] offset = new int[1];
      OpenAiImagesJson.writePartial(
          out,
          batch,
          partial,
          clock.millis(),
          quality,
          (json, n) -> {
            json.writeString("");
            json.flush();
            offset[0] = out.size() - 1;
          });
      byte[] frame = out.toByteArray();
      return new HeapSource(
          List.of(
              ByteBuffer.wrap(frame, 0, offset[0]),
              ByteBuffer.wrap(base64),
              ByteBuffer.wrap(frame, offset[0], frame.length - offset[0])),
          reserved::close);
    }

    @Override
    public void discard() {
      reserved.close();
    }
  }

  /**
   * Queues the pictures that are finished and not queued yet, and the end when the batch has ended;
   * quick, for the thread that has changed the batch.
   */
  void update(Batch batch) {
    BatchState state = batch.state();
    synchronized (this) {
      queuePictures(batch, state);
      if (state.isTerminal()) {
        queueEnd(OpenAiBatchErrors.of(batch, state));
      }
    }
    executor.execute(this::sendNext);
  }

  /** Ends the stream because the server stops, after the pictures that are finished. */
  void shutDown(Batch batch) {
    synchronized (this) {
      queuePictures(batch, batch.state());
      queueEnd(Optional.of(OpenAiBatchErrors.shuttingDown()));
    }
    executor.execute(this::sendNext);
  }

  private void queuePictures(Batch batch, BatchState state) {
    while (!ended && picturesQueued < state.images().size()) {
      int n = picturesQueued++;
      queue.add(
          () ->
              streamed.open(
                  sender,
                  batch,
                  n,
                  (out, pictures) ->
                      OpenAiImagesJson.writeCompleted(out, batch, n, pictures, quality)));
    }
  }

  private void queueEnd(Optional<ApiError> error) {
    if (!ended) {
      ended = true;
      error.ifPresent(it -> queue.add(() -> errorEvent(it)));
    }
  }

  private BodySource errorEvent(ApiError error) throws IOException {
    synchronized (this) {
      if (!begun) {
        throw error;
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OpenAiImagesJson.writeError(out, error, requestId);
    return new HeapSource(List.of(ByteBuffer.wrap(out.toByteArray())), () -> {});
  }

  /** Ends it without another byte: the client has disconnected. */
  void cut() {
    Optional<DisconnectDetector> detector;
    List<Event> unsent;
    synchronized (this) {
      ended = true;
      open = false;
      unsent = List.copyOf(queue);
      queue.clear();
      detector = Optional.ofNullable(disconnect);
    }
    unsent.forEach(Event::discard);
    detector.ifPresent(DisconnectDetector::close);
    finished.complete(null);
  }

  private void sendNext() {
    Event next;
    synchronized (this) {
      if (!open || sending || (queue.isEmpty() && !ended)) {
        return;
      }
      sending = true;
      next = queue.poll();
    }
    if (next == null) {
      end();
      return;
    }
    try {
      BodySource source = next.open();
      begin();
      BodySending.beginPart(response, source, Callback.from(this::sent, failure -> cut()));
    } catch (ApiError error) {
      fail(error);
    } catch (IOException | RuntimeException e) {
      // A batch whose files are gone, or a disk that fails: there is nothing more to send.
      fail(e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e);
    }
  }

  private synchronized void begin() {
    if (!begun) {
      begun = true;
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      // Tells proxies not to buffer events.
      response.getHeaders().put("X-Accel-Buffering", "no");
    }
  }

  private void sent() {
    synchronized (this) {
      sending = false;
    }
    executor.execute(this::sendNext);
  }

  private void end() {
    closeDetector();
    BodySending.end(response, Callback.from(this::finishRequest, failure -> finishRequest()));
  }

  private void finishRequest() {
    finished.completeAsync(() -> null, executor);
  }

  /** Answers with the error when nothing was sent yet, else cuts the connection. */
  private void fail(RuntimeException error) {
    boolean committed;
    synchronized (this) {
      committed = begun;
    }
    closeDetector();
    if (committed) {
      response.getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
      cut();
      return;
    }
    finished.completeExceptionally(error);
    cut();
  }

  private void closeDetector() {
    Optional<DisconnectDetector> detector;
    synchronized (this) {
      detector = Optional.ofNullable(disconnect);
    }
    detector.ifPresent(DisconnectDetector::close);
  }
}
