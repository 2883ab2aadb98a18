package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.RawConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose handlers are held up by something, apart from health. */
@Timeout(60)
class HandlerPermitsTest {
  private static final int PERMITS = 160;
  private static final int CLIENTS = 250;

  /** How many requests for streams are handled at once. */
  private static final int STREAMS = 4;

  private final Server server = new Server(new QueuedThreadPool(200, 8));
  private final ServerConnector connector = new ServerConnector(server);
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private final class Held extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (!Request.getPathInContext(request).equals("/health")) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        held.await();
        inside.decrementAndGet();
      }
      response.getHeaders().put("Content-Length", 0);
      callback.succeeded();
      return true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    server.addConnector(connector);
    HandlerPermits permits = new HandlerPermits(PERMITS);
    permits.setHandler(new Held());
    server.setHandler(permits);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    held.countDown();
    server.stop();
  }

  @Test
  void health_is_answered_while_all_handlers_are_held_and_the_others_are_answered_afterwards() {
    List<RawConnection> clients = new ArrayList<>();
    try {
      for (int n = 0; n < CLIENTS; n++) {
        clients.add(new RawConnection(connector.getLocalPort()).get("/held"));
      }
      Waiting.until(() -> inside.get() == PERMITS);
      try (RawConnection probe = new RawConnection(connector.getLocalPort())) {
        assertThat(probe.get("/health").answer().status()).isEqualTo(200);
      }
      assertThat(inside).hasValue(PERMITS);
      assertThat(most).hasValue(PERMITS);
      held.countDown();
      clients.forEach(client -> assertThat(client.answer().status()).isEqualTo(200));
      assertThat(most).hasValue(PERMITS);
    } finally {
      clients.forEach(RawConnection::close);
    }
  }

  @Test
  void a_crowd_that_begins_to_follow_leaves_threads_for_all_other_requests() {
    List<RawConnection> clients = new ArrayList<>();
    try {
      for (int n = 0; n < CLIENTS; n++) {
        String stream = n % 2 == 0 ? "/dalle/simple/0x12/events" : "/dalle/simple/0x12/ws";
        clients.add(new RawConnection(connector.getLocalPort()).get(stream));
      }
      Waiting.until(() -> inside.get() == STREAMS);
      clients.add(new RawConnection(connector.getLocalPort()).get("/dalle/simple/0x12"));
      clients.add(new RawConnection(connector.getLocalPort()).get("/metrics"));
      Waiting.until(() -> inside.get() == STREAMS + 2);
      held.countDown();
      clients.forEach(client -> assertThat(client.answer().status()).isEqualTo(200));
      assertThat(most).hasValue(STREAMS + 2);
    } finally {
      clients.forEach(RawConnection::close);
    }
  }
}
