package dev.dalleserver.web.server;

import java.time.Duration;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;

/**
 * The state of one client's connection, and whether the client has exceeded a time limit. All
 * mutable fields are guarded by {@code this}.
 */
final class OpenConnection {
  private enum Stage {
    /** No request is under way, or its header is still arriving. */
    AWAITING_REQUEST,
    /** The header has been received, and the body is arriving. */
    RECEIVING_BODY,
    /** The answer is being made or sent. */
    ANSWERING
  }

  /** How many times longer a long body may take than another. */
  private static final int LONG_BODY_TIMES = 12;

  private final Connection connection;
  private final Limits limits;
  private Stage stage = Stage.AWAITING_REQUEST;
  private int requests;

  /** Time at which the current stage, or the header in it, began. */
  private long startedNanos;

  /**
   * In {@link Stage#AWAITING_REQUEST}: true when the time limit of a header applies, not the idle
   * one.
   */
  private boolean headerTimerRunning;

  /** Bytes received when the current stage began. */
  private long bytesIn;

  private boolean longBody;
  private boolean writeBlocked;
  private long writeBlockedSinceNanos;
  private long bytesOut;

  OpenConnection(Connection connection, Limits limits, long nowNanos) {
    this.connection = connection;
    this.limits = limits;
    this.startedNanos = nowNanos;
    // A client that connects is expected to send a request: its time starts at once.
    this.headerTimerRunning = true;
  }

  /** Records that a request's header is complete. */
  synchronized void headerReceived(long nowNanos) {
    stage = Stage.RECEIVING_BODY;
    longBody = false;
    startedNanos = nowNanos;
    requests++;
  }

  /** Records that the body of the request may be long. */
  synchronized void expectLongBody() {
    longBody = true;
  }

  /** Records that the request's body, if there is one, is complete. */
  synchronized void bodyReceived() {
    stage = Stage.ANSWERING;
  }

  /** Records that the answer has been sent. */
  synchronized void answered(long nowNanos) {
    stage = Stage.AWAITING_REQUEST;
    startedNanos = nowNanos;
    headerTimerRunning = false;
    writeBlocked = false;
    bytesIn = connection.getBytesIn();
  }

  /** Returns the number of the request that is under way, counted from 1; 0 when none is. */
  synchronized int currentRequest() {
    return stage == Stage.AWAITING_REQUEST ? 0 : requests;
  }

  /** Closes the connection of a client that is too slow, and detects one that has disconnected. */
  void examine(long nowNanos) {
    if (connection.getEndPoint() instanceof DisconnectDetectingEndPoint endPoint) {
      endPoint.checkHangUp();
    }
    if (isTooSlow(nowNanos)) {
      connection.getEndPoint().close(new SlowClientException());
    }
  }

  private synchronized boolean isTooSlow(long nowNanos) {
    return switch (stage) {
      case AWAITING_REQUEST -> isRequestOverdue(nowNanos);
      case RECEIVING_BODY -> isExceeded(bodyTimeout(), startedNanos, nowNanos);
      case ANSWERING -> isReadingTooSlowly(nowNanos);
    };
  }

  private Duration bodyTimeout() {
    return longBody ? limits.bodyTimeout().multipliedBy(LONG_BODY_TIMES) : limits.bodyTimeout();
  }

  private boolean isRequestOverdue(long nowNanos) {
    if (!headerTimerRunning && connection.getBytesIn() != bytesIn) {
      headerTimerRunning = true;
      startedNanos = nowNanos;
    }
    return isExceeded(
        headerTimerRunning ? limits.headerTimeout() : limits.idleTimeout(), startedNanos, nowNanos);
  }

  /**
   * Returns true when the client reads the answer too slowly: for the whole time limit the network
   * accepted less than the required rate. Time during which the server makes the answer does not
   * count.
   */
  private boolean isReadingTooSlowly(long nowNanos) {
    boolean writePending =
        connection.getEndPoint() instanceof AbstractEndPoint endPoint
            && endPoint.getWriteFlusher().isPending();
    long sent = connection.getBytesOut();
    long required = limits.minBytesPerSecond() * limits.stallTimeout().toSeconds();
    if (!writePending || !writeBlocked || sent - bytesOut >= required) {
      writeBlocked = writePending;
      writeBlockedSinceNanos = nowNanos;
      bytesOut = sent;
      return false;
    }
    return isExceeded(limits.stallTimeout(), writeBlockedSinceNanos, nowNanos);
  }

  private static boolean isExceeded(Duration limit, long sinceNanos, long nowNanos) {
    return nowNanos - sinceNanos > limit.toNanos();
  }

  /** The reason for which a connection was closed; without a stack trace, which tells nothing. */
  private static final class SlowClientException extends EofException {
    private static final long serialVersionUID = 1L;

    SlowClientException() {
      super("the client was too slow");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
