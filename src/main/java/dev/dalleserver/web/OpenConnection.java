package dev.dalleserver.web;

import java.time.Duration;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;

/**
 * One client's connection: what it is about, and whether it has been at it for too long. All that
 * changes is guarded by the object.
 */
final class OpenConnection {
  private enum Stage {
    /** Nobody asks anything, or a header is on its way. */
    BETWEEN,
    /** The header is here, and the body is on its way. */
    RECEIVING,
    /** An answer is being made or sent. */
    ANSWERING
  }

  private final Connection connection;
  private final Limits limits;
  private Stage stage = Stage.BETWEEN;
  private int requests;

  /** When the present stage, or the header in it, began. */
  private long beganNanos;

  /** In {@link Stage#BETWEEN}: whether something of a header has come. */
  private boolean dribbling;

  /** What had come when the present stage began. */
  private long bytesIn;

  private boolean stalling;
  private long stalledNanos;
  private long bytesOut;

  OpenConnection(Connection connection, Limits limits, long nowNanos) {
    this.connection = connection;
    this.limits = limits;
    this.beganNanos = nowNanos;
    // A client that connects wants something: its time runs at once.
    this.dribbling = true;
  }

  /** A header is complete. */
  synchronized void headerCame(long nowNanos) {
    stage = Stage.RECEIVING;
    beganNanos = nowNanos;
    requests++;
  }

  /** The body, if there is one, is complete. */
  synchronized void bodyCame() {
    stage = Stage.ANSWERING;
  }

  /** The answer is out. */
  synchronized void answered(long nowNanos) {
    stage = Stage.BETWEEN;
    beganNanos = nowNanos;
    dribbling = false;
    stalling = false;
    bytesIn = connection.getBytesIn();
  }

  /** The number of the request that is under way; 0 when none is. */
  synchronized int underWay() {
    return stage == Stage.BETWEEN ? 0 : requests;
  }

  /** Cuts the client off when it holds things up, and notices when it hangs up by itself. */
  void examine(long nowNanos) {
    if (connection.getEndPoint() instanceof DisconnectDetectingEndPoint end) {
      end.look();
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
   * The network takes no more when the client reads too slowly; making an answer is no stalling.
   */
  private boolean tooLongReading(long nowNanos) {
    boolean full =
        connection.getEndPoint() instanceof AbstractEndPoint end
            && end.getWriteFlusher().isPending();
    long sent = connection.getBytesOut();
    long due = limits.leastBytesPerSecond() * limits.stalled().toSeconds();
    if (!full || !stalling || sent - bytesOut >= due) {
      stalling = full;
      stalledNanos = nowNanos;
      bytesOut = sent;
      return false;
    }
    return over(limits.stalled(), stalledNanos, nowNanos);
  }

  private static boolean over(Duration limit, long sinceNanos, long nowNanos) {
    return nowNanos - sinceNanos > limit.toNanos();
  }

  /** Why the connection was closed; nobody needs to know where in the code. */
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
