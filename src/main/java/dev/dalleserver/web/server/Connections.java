package dev.dalleserver.web.server;

import dev.dalleserver.tasks.TaskScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractMetaDataConnection;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The registry of open connections. It cuts off clients that send or read so slowly that they only
 * hold resources, and knows which answers are still under way when the server is to stop.
 *
 * <p>A connection that has become a WebSocket is no longer in it.
 */
final class Connections implements Connection.Listener, AutoCloseable {
  private final Limits limits;
  private final LongSupplier nanos;
  private final ConcurrentMap<EndPoint, OpenConnection> connections = new ConcurrentHashMap<>();
  private final TaskScheduler scheduler = new TaskScheduler("connections");

  private volatile boolean stopping;

  Connections(Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    scheduler.scheduleEvery(limits.examineInterval(), this::examine);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof AbstractMetaDataConnection) {
      connections.put(
          connection.getEndPoint(), new OpenConnection(connection, limits, nanos.getAsLong()));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection.getEndPoint());
    notifyDrain();
  }

  /** Records that a request's header is complete. */
  void onHeaderReceived(Request request) {
    OpenConnection connection = of(request);
    if (connection != null) {
      connection.headerReceived(nanos.getAsLong());
    }
  }

  /** Records that a request's body may be long, and so may take longer than others. */
  void onLongBody(Request request) {
    OpenConnection connection = of(request);
    if (connection != null) {
      connection.expectLongBody();
    }
  }

  /** Records that a request's body is complete, or that it has none. */
  void onBodyReceived(Request request) {
    OpenConnection connection = of(request);
    if (connection != null) {
      connection.bodyReceived();
    }
  }

  /** Records that a request's answer is sent. */
  void onAnswered(Request request) {
    OpenConnection connection = of(request);
    if (connection != null) {
      connection.answered(nanos.getAsLong());
    }
    notifyDrain();
  }

  /**
   * Returns true once the server is about to stop: answers should then say that they are the last.
   */
  boolean isStopping() {
    return stopping;
  }

  /**
   * Marks the server as about to stop; to be called before any client learns in another way that it
   * stops.
   */
  void markStopping() {
    stopping = true;
  }

  /** Waits for the answers that are under way now, but not for answers that begin meanwhile. */
  void drain(Duration longest) {
    markStopping();
    Map<OpenConnection, Integer> awaited = new HashMap<>();
    connections
        .values()
        .forEach(connection -> awaited.put(connection, connection.currentRequest()));
    awaited.values().removeIf(number -> number == 0);
    await(awaited, longest);
  }

  @Override
  public void close() {
    scheduler.close();
  }

  private synchronized void await(Map<OpenConnection, Integer> awaited, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      while (anyUnderWay(awaited)) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
          return;
        }
        wait(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean anyUnderWay(Map<OpenConnection, Integer> awaited) {
    awaited
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().currentRequest() != entry.getValue()
                    || !connections.containsValue(entry.getKey()));
    return !awaited.isEmpty();
  }

  private void notifyDrain() {
    // Before the server stops no thread waits, and every answer would take the lock for nothing.
    if (stopping) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  private void examine() {
    long now = nanos.getAsLong();
    connections.values().forEach(connection -> connection.examine(now));
  }

  private @Nullable OpenConnection of(Request request) {
    return connections.get(request.getConnectionMetaData().getConnection().getEndPoint());
  }
}
