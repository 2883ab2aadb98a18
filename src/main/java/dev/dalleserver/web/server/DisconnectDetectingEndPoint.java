package dev.dalleserver.web.server;

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
 * An end point that detects, while an answer is made, whether its client has hung up. HTTP/1.1 has
 * no other way than to read: what is read too early, the next request of a client that does not
 * wait for answers, is kept for the next {@link #fill}.
 */
public final class DisconnectDetectingEndPoint extends SocketChannelEndPoint {
  private static final int PEEKED_BYTES = 512;

  private final Executor executor;
  private final ConnectionLimiter limiter;

  /** Set once the connection is open, for as long as it is: a WebSocket has a permit too. */
  private final AtomicReference<ConnectionLimiter.@Nullable Permit> heldPermit =
      new AtomicReference<>();

  /** The bytes that were read too early. Guarded, as every read, by {@link #readLock}. */
  private ByteBuffer readAhead = BufferUtil.EMPTY_BUFFER;

  private final Object readLock = new Object();

  /** The action to run when the client hangs up; guarded by {@link #readLock}. */
  private @Nullable Runnable hangUpAction;

  /** True from the first request on that was parsed since the connection last waited for bytes. */
  private volatile boolean requestBegun;

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
    heldPermit.set(limiter.admit(this, getRemoteSocketAddress()));
    if (!isOpen()) {
      // Closed by another thread between the lines above.
      releasePermit();
    }
  }

  @Override
  public void onClose(@Nullable Throwable failure) {
    try {
      super.onClose(failure);
    } finally {
      releasePermit();
    }
  }

  private void releasePermit() {
    ConnectionLimiter.Permit permit = heldPermit.get();
    if (permit != null) {
      permit.release();
    }
  }

  /** Returns true for a connection of the reserve, where only operators' requests are answered. */
  boolean isReserved() {
    ConnectionLimiter.Permit permit = heldPermit.get();
    return permit != null && permit.refusal() != null;
  }

  /**
   * Records that a request begins.
   *
   * @return false when the client had sent it before the previous one was answered (pipelining), or
   *     so soon after that the connection did not wait for it
   */
  boolean beginRequest() {
    boolean first = !requestBegun;
    requestBegun = true;
    return first;
  }

  /** Makes {@link #checkHangUp} run {@code action}, once, when the client has hung up. */
  public void setHangUpAction(Runnable action) {
    synchronized (readLock) {
      hangUpAction = action;
    }
  }

  /** Removes the action; to be called before the answer is written. */
  public void clearHangUpAction() {
    synchronized (readLock) {
      hangUpAction = null;
    }
  }

  /** Checks whether the client has hung up, if an action is set. Does not block. */
  void checkHangUp() {
    Runnable action = null;
    synchronized (readLock) {
      // No other thread reads while an action is set: the answer to the request has not begun.
      if (hangUpAction != null && !readAhead.hasRemaining() && peek() < 0) {
        action = hangUpAction;
        hangUpAction = null;
      }
    }
    if (action != null) {
      executor.execute(action);
    }
  }

  @Override
  public Runnable onSelected() {
    setUnderWay(true);
    return super.onSelected();
  }

  private void setUnderWay(boolean value) {
    ConnectionLimiter.Permit permit = heldPermit.get();
    if (permit != null) {
      permit.setUnderWay(value);
    }
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    synchronized (readLock) {
      return readAhead.hasRemaining() ? BufferUtil.append(buffer, readAhead) : super.fill(buffer);
    }
  }

  /** Announces bytes that were read too early: the network does not announce them again. */
  @Override
  protected void needsFillInterest() {
    requestBegun = false;
    setUnderWay(false);
    boolean available;
    synchronized (readLock) {
      available = readAhead.hasRemaining();
    }
    if (available) {
      executor.execute(() -> getFillInterest().fillable());
    } else {
      super.needsFillInterest();
    }
  }

  private int peek() {
    ByteBuffer buffer = BufferUtil.allocate(PEEKED_BYTES);
    try {
      int read = super.fill(buffer);
      readAhead = buffer;
      return read;
    } catch (IOException e) {
      return -1;
    }
  }
}
