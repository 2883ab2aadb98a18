package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.http.ClientAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {
  private static final int ORDINARY = 2;
  private static final int RESERVED = 4;

  /** Four places of 250 microseconds each. */
  private static final Duration MIN_STAY = Duration.ofMillis(1);

  /** For a connection that waits for the server. */
  private static final Duration MAX_STAY = Duration.ofMillis(500);

  private final MovingTime time = new MovingTime();
  private final AtomicInteger arriving = new AtomicInteger(1);
  private final ConnectionLimiter limiter =
      new ConnectionLimiter(
          ORDINARY + RESERVED,
          new Shares(RESERVED, ORDINARY, ORDINARY, ORDINARY),
          new ClientAddresses(peer -> false),
          time::nanos);

  @Test
  void a_place_in_the_reserve_is_kept_until_the_server_had_time_to_answer() throws Exception {
    admit(ORDINARY);
    ByteArrayEndPoint probe = admitOne();
    admit(RESERVED - 1);

    CompletableFuture<Void> next = acceptNext();
    assertThat(probe.isOpen()).isTrue();

    time.pass(MIN_STAY);
    next.get(10, TimeUnit.SECONDS);
    admitOne();
    assertThat(probe.isOpen()).as("the oldest has had its time").isFalse();
  }

  @Test
  void a_connection_is_accepted_as_soon_as_one_of_the_reserve_has_ended() throws Exception {
    admit(ORDINARY);
    ConnectionLimiter.Permit first = limiter.admit(new ByteArrayEndPoint(), client());
    ByteArrayEndPoint second = admitOne();
    admit(RESERVED - 2);

    CompletableFuture<Void> next = acceptNext();
    first.release();

    next.get(10, TimeUnit.SECONDS);
    admitOne();
    assertThat(second.isOpen()).as("nothing was evicted").isTrue();
  }

  @Test
  void connections_on_their_way_count_as_if_they_were_in_the_reserve() throws Exception {
    admit(ORDINARY);
    ByteArrayEndPoint probe = admitOne();
    arriving.set(RESERVED);

    CompletableFuture<Void> next = acceptNext();
    arriving.set(1);

    next.get(10, TimeUnit.SECONDS);
    assertThat(probe.isOpen()).isTrue();
  }

  @Test
  void a_connection_whose_request_is_under_way_stays_while_silent_ones_go() throws Exception {
    admit(ORDINARY);
    ByteArrayEndPoint probe = new ByteArrayEndPoint();
    limiter.admit(probe, client()).setUnderWay(true);
    ByteArrayEndPoint silent = admitOne();
    admit(RESERVED - 2);

    time.pass(MIN_STAY);
    limiter.awaitPlace(arriving::get);
    admitOne();
    assertThat(silent.isOpen()).isFalse();
    assertThat(probe.isOpen()).isTrue();
  }

  @Test
  void requests_under_way_cannot_keep_all_places_for_long() throws Exception {
    admit(ORDINARY);
    ByteArrayEndPoint oldest = new ByteArrayEndPoint();
    limiter.admit(oldest, client()).setUnderWay(true);
    for (int i = 1; i < RESERVED; i++) {
      limiter.admit(new ByteArrayEndPoint(), client()).setUnderWay(true);
    }
    time.pass(MIN_STAY);

    CompletableFuture<Void> next = acceptNext();
    time.pass(MAX_STAY.minus(MIN_STAY));

    next.get(10, TimeUnit.SECONDS);
    admitOne();
    assertThat(oldest.isOpen()).isFalse();
  }

  @Test
  void a_server_whose_threads_are_all_busy_accepts_again_after_a_while() throws Exception {
    arriving.set(RESERVED + 1);

    CompletableFuture<Void> next = acceptNext();
    time.pass(MAX_STAY);

    next.get(10, TimeUnit.SECONDS);
  }

  @Test
  void ordinary_connections_are_accepted_at_once() throws Exception {
    limiter.awaitPlace(arriving::get);
    admit(ORDINARY);
    limiter.awaitPlace(arriving::get);
    admit(RESERVED - 1);
    limiter.awaitPlace(arriving::get);

    assertThat(limiter.openCount()).isEqualTo(ORDINARY + RESERVED - 1);
  }

  /** Waits for a place in a thread of its own, and returns once that thread waits. */
  private CompletableFuture<Void> acceptNext() {
    CompletableFuture<Void> accepted = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                limiter.awaitPlace(arriving::get);
                accepted.complete(null);
              } catch (InterruptedException e) {
                accepted.completeExceptionally(e);
              }
            },
            "acceptor");
    thread.setDaemon(true);
    thread.start();
    Waiting.until(() -> thread.getState() == Thread.State.TIMED_WAITING || accepted.isDone());
    assertThat(accepted).as("it waits").isNotDone();
    return accepted;
  }

  private void admit(int count) {
    for (int i = 0; i < count; i++) {
      admitOne();
    }
  }

  private ByteArrayEndPoint admitOne() {
    ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
    limiter.admit(endPoint, client());
    return endPoint;
  }

  private static InetSocketAddress client() {
    return new InetSocketAddress("127.0.0.1", 4000);
  }
}
