package dev.dalleserver.web.server;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A connector whose end points are counted by the limiter, and detect that a client has hung up. It
 * accepts no more connections than the limiter has places for in time.
 */
final class DisconnectDetectingConnector extends ServerConnector {
  private final ConnectionLimiter limiter;

  /** Channels that are accepted, but wait for a thread that admits them. */
  private final Set<SelectableChannel> arriving = ConcurrentHashMap.newKeySet();

  DisconnectDetectingConnector(
      Server server, ConnectionFactory factory, ConnectionLimiter limiter) {
    super(server, factory);
    this.limiter = limiter;
    getSelectorManager().addEventListener(new ArrivingChannels());
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    DisconnectDetectingEndPoint endPoint =
        new DisconnectDetectingEndPoint(
            channel, selector, key, getScheduler(), getExecutor(), limiter);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  /**
   * Called by the thread that accepts until a channel is handed on, then by those that admit it.
   */
  private final class ArrivingChannels implements SelectorManager.AcceptListener {
    @Override
    public void onAccepting(SelectableChannel channel) {
      arriving.add(channel);
      try {
        limiter.awaitPlace(arriving::size);
      } catch (InterruptedException e) {
        // The server stops; the acceptor looks for it before it accepts again.
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onAccepted(SelectableChannel channel) {
      arriving.remove(channel);
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
      arriving.remove(channel);
    }
  }
}
