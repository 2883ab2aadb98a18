package dev.dalleserver.web.server;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connector whose end points are counted by the limiter, and detect that a client has hung up. It
 * accepts no more connections than the limiter has places for in time.
 */
final class DisconnectDetectingConnector extends ServerConnector {
  /**
   * Of the threads of {@link HttpThreads}, one at each selector handles requests while they are
   * quick: there is a selector for each processor, but for the largest machines.
   */
  private static final int MAX_SELECTORS = 16;

  private final ConnectionLimiter limiter;

  /** Channels that are accepted, but wait for a thread that admits them. */
  private final Set<SelectableChannel> arriving = ConcurrentHashMap.newKeySet();

  DisconnectDetectingConnector(
      Server server, ConnectionFactory factory, ConnectionLimiter limiter) {
    super(server, -1, Math.min(MAX_SELECTORS, Runtime.getRuntime().availableProcessors()), factory);
    this.limiter = limiter;
    getSelectorManager().addEventListener(new ArrivingChannels());
  }

  @Override
  protected SelectorManager newSelectorManager(
      Executor executor, Scheduler scheduler, int selectors) {
    return new ServerConnectorManager(executor, scheduler, selectors) {
      @Override
      protected ManagedSelector newSelector(int id) {
        return new ManagedSelector(this, id) {
          @Override
          protected int select(Selector selector) throws IOException {
            if (executor instanceof HttpThreads threads) {
              threads.returned();
            }
            return super.select(selector);
          }
        };
      }
    };
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
