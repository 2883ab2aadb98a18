package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.RawConnection;
import dev.dalleserver.web.http.ClientAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which real connection of a full reserve is closed for the next one. */
@Timeout(60)
class EvictionOrderTest {
  private static final int RESERVED = 2;

  /** Two places of 250 microseconds each. */
  private static final Duration MIN_STAY = Duration.ofNanos(500_000);

  private final MovingTime time = new MovingTime();
  private final ConnectionLimiter limiter =
      new ConnectionLimiter(
          RESERVED, new Shares(RESERVED, 0, 0, 0), new ClientAddresses(peer -> false), time::nanos);
  private final Server server = new Server();
  private final DisconnectDetectingConnector connector =
      new DisconnectDetectingConnector(server, new HttpConnectionFactory(), limiter);
  private final AtomicInteger inside = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<RawConnection> clients = new ArrayList<>();

  private final class Held extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (Request.getPathInContext(request).equals("/held")) {
        inside.incrementAndGet();
        release.await();
      }
      response.getHeaders().put("Content-Length", 0);
      callback.succeeded();
      return true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    server.addConnector(connector);
    server.setHandler(new Held());
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    clients.forEach(RawConnection::close);
    server.stop();
  }

  /** Connects, and returns once the connection is in the reserve. */
  private RawConnection connect(int open) {
    RawConnection client = new RawConnection(connector.getLocalPort());
    clients.add(client);
    Waiting.until(() -> limiter.openCount() == open);
    return client;
  }

  @Test
  void one_that_is_silent_goes_before_one_that_waits_for_its_answer() {
    RawConnection waits = connect(1).get("/held");
    Waiting.until(() -> inside.get() == 1);
    RawConnection silent = connect(2);

    time.pass(MIN_STAY);
    RawConnection next = connect(RESERVED);

    assertThat(silent.read(1)).as("closed").isEmpty();
    release.countDown();
    assertThat(waits.answer().status()).isEqualTo(200);
    assertThat(next.get("/").answer().status()).isEqualTo(200);
  }

  @Test
  void one_that_has_its_answer_is_silent_again() {
    RawConnection answered = connect(1).get("/");
    assertThat(answered.answer().status()).isEqualTo(200);
    RawConnection waits = connect(2).get("/held");
    Waiting.until(() -> inside.get() == 1);

    time.pass(MIN_STAY);
    RawConnection next = connect(RESERVED);

    assertThat(answered.read(1)).as("closed").isEmpty();
    release.countDown();
    assertThat(waits.answer().status()).isEqualTo(200);
    assertThat(next.get("/").answer().status()).isEqualTo(200);
  }
}
