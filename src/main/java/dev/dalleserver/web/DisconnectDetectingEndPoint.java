package dev.dalleserver.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of a connection that can be asked, while an answer to it is made, whether it is
 * still there. HTTP/1.1 has no other way than to read: what is read too early, the next request of
 * a client that does not wait for answers, is kept for whoever reads next.
 */
final class DisconnectDetectingEndPoint extends SocketChannelEndPoint {
  private static final int PEEKED_BYTES = 512;

  private final Executor executor;
  private final ConnectionLimiter limiter;

  /** Set once the connection is open, whatever it becomes later: also a WebSocket has a place. */
  private final AtomicReference<ConnectionLimiter.@Nullable Place> place = new AtomicReference<>();

  /** What was read too early. Guarded, as every reading, by {@link #reading}. */
  private ByteBuffer ahead = BufferUtil.EMPTY_BUFFER;

  private final Object reading = new Object();

  /** What to do when the client hangs up; guarded by {@link #reading}. */
  private @Nullable Runnable hungUp;

  DisconnectDetectingEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      Executor executor,
      ConnectionLimiter limiter) {
    super(channel, selector, key, scheduler);
    this.limiter = limiter;
    this.executor = executor;
  }

  @Override
  public void onOpen() {
    super.onOpen();
    place.set(limiter.admit(this, getRemoteSocketAddress()));
    if (!isOpen()) {
      // Closed by another thread between the lines above.
      releasePlace();
    }
  }

  @Override
  public void onClose(@Nullable Throwable failure) {
    try {
      super.onClose(failure);
    } finally {
      releasePlace();
    }
  }

  private void releasePlace() {
    ConnectionLimiter.Place held = place.get();
    if (held != null) {
      held.release();
    }
  }

  /** True for a connection of the reserve, where only questions of operators are answered. */
  boolean isReserved() {
    ConnectionLimiter.Place held = place.get();
    return held != null && held.refusal() != null;
  }

  /** From now on {@link #look} runs {@code action}, once, when the client has hung up. */
  void whenHungUp(Runnable action) {
    synchronized (reading) {
      hungUp = action;
    }
  }

  /** Nobody wants to know any more; to be called before the answer is written. */
  void ignoreHangUp() {
    synchronized (reading) {
      hungUp = null;
    }
  }

  /** Looks whether the client has hung up, if anybody wants to know. Does not block. */
  void look() {
    Runnable action = null;
    synchronized (reading) {
      // Nobody else reads while somebody wants to know: the answer to the request is not begun.
      if (hungUp != null && !ahead.hasRemaining() && peek() < 0) {
        action = hungUp;
        hungUp = null;
      }
    }
    if (action != null) {
      executor.execute(action);
    }
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    synchronized (reading) {
      return ahead.hasRemaining() ? BufferUtil.append(buffer, ahead) : super.fill(buffer);
    }
  }

  /** What is here already will not be announced by the network again. */
  @Override
  protected void needsFillInterest() {
    boolean here;
    synchronized (reading) {
      here = ahead.hasRemaining();
    }
    if (here) {
      executor.execute(() -> getFillInterest().fillable());
    } else {
      super.needsFillInterest();
    }
  }

  private int peek() {
    ByteBuffer buffer = BufferUtil.allocate(PEEKED_BYTES);
    try {
      int read = super.fill(buffer);
      ahead = buffer;
      return read;
    } catch (IOException e) {
      return -1;
    }
  }
}
