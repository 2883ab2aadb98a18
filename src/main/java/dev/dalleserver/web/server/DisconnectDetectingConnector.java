package dev.dalleserver.web.server;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A connector whose end points are counted by the limiter, and detect that a client has hung up.
 */
final class DisconnectDetectingConnector extends ServerConnector {
  private final ConnectionLimiter limiter;

  DisconnectDetectingConnector(
      Server server, ConnectionFactory factory, ConnectionLimiter limiter) {
    super(server, factory);
    this.limiter = limiter;
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
}
