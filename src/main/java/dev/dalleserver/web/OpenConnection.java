package dev.dalleserver.web;

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
    BETWEEN,
    /** The header has been received, and the body is arriving. */
    RECEIVING,
    /** The answer is being made or sent. */
    ANSWERING
  }

  private final Connection connection;
  private final Limits limits;
  private Stage stage = Stage.BETWEEN;
  private int requests;

  /** Time at which the current stage, or the header in it, began. */
  private long beganNanos;

  /** In {@link Stage#BETWEEN}: true when the time limit of a header applies, not the idle one. */
  private boolean dribbling;

  /** Bytes received when the current stage began. */
  private long bytesIn;

  private boolean stalling;
  private long stalledNanos;
  private long bytesOut;

  OpenConnection(Connection connection, Limits limits, long nowNanos) {
    this.connection = connection;
    this.limits = limits;
    this.beganNanos = nowNanos;
    // A client that connects is expected to send a request: its time starts at once.
    this.dribbling = true;
  }

  /** Records that a request's header is complete. */
  synchronized void headerCame(long nowNanos) {
    stage = Stage.RECEIVING;
    beganNanos = nowNanos;
    requests++;
  }

  /** Records that the request's body, if there is one, is complete. */
  synchronized void bodyCame() {
    stage = Stage.ANSWERING;
  }

  /** Records that the answer has been sent. */
  synchronized void answered(long nowNanos) {
    stage = Stage.BETWEEN;
    beganNanos = nowNanos;
    dribbling = false;
    stalling = false;
    bytesIn = connection.getBytesIn();
  }

  /** Returns the number of the request that is under way, counted from 1; 0 when none is. */
  synchronized int underWay() {
    return stage == Stage.BETWEEN ? 0 : requests;
  }

  /** Closes the connection of a client that is too slow, and detects one that has disconnected. */
  void examine(long nowNanos) {
    if (connection.getEndPoint() instanceof DisconnectDetectingEndPoint endPoint) {
      endPoint.look();
    }
    if (tooLong(nowNanos)) {
      connection.getEndPoint().close(new SlowClientException());
    }
  }

  private synchronized boolean tooLong(long nowNanos) {
    return switch (stage) {
      case BETWEEN -> tooLongBetween(nowNanos);
      case RECEIVING -> over(limits.body(), beganNanos, nowNanos);
      case ANSWERING -> tooLongReading(nowNanos);
    };
  }

  private boolean tooLongBetween(long nowNanos) {
    if (!dribbling && connection.getBytesIn() != bytesIn) {
      dribbling = true;
      beganNanos = nowNanos;
    }
    return over(dribbling ? limits.header() : limits.idle(), beganNanos, nowNanos);
  }

  /**
   * Returns true when the client reads the answer too slowly: for the whole time limit the network
   * accepted less than the required rate. Time during which the server makes the answer does not
   * count.
   */
  private boolean tooLongReading(long nowNanos) {
    boolean writePending =
        connection.getEndPoint() instanceof AbstractEndPoint endPoint
            && endPoint.getWriteFlusher().isPending();
    long sent = connection.getBytesOut();
    long required = limits.leastBytesPerSecond() * limits.stalled().toSeconds();
    if (!writePending || !stalling || sent - bytesOut >= required) {
      stalling = writePending;
      stalledNanos = nowNanos;
      bytesOut = sent;
      return false;
    }
    return over(limits.stalled(), stalledNanos, nowNanos);
  }

  private static boolean over(Duration limit, long sinceNanos, long nowNanos) {
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
