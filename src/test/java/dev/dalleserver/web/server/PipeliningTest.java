package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.RawConnection;
import dev.dalleserver.web.http.AcceptedHosts;
import dev.dalleserver.web.http.AccessPolicy;
import dev.dalleserver.web.http.AccessRules;
import dev.dalleserver.web.http.ErrorPage;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.RequestListener;
import dev.dalleserver.web.http.Route;
import io.javalin.config.RoutesConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send further requests before they have the answer to the first. */
class PipeliningTest {
  private static final String REQUEST = "GET /turn HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** For each request in order, whether the thread that parses the connection handled it. */
  private final List<Boolean> onParsingThread = Collections.synchronizedList(new ArrayList<>());

  private WebServer server;

  private final class Turns implements RouteTable {
    private final AccessPolicy access =
        new AccessPolicy(Optional::empty, true, List.of(), new AcceptedHosts(List.of()), false);

    @Override
    public void register(RoutesConfig config) {
      config.get(
          "/turn",
          ctx -> {
            onParsingThread.add(isParsing(Thread.currentThread()));
            ctx.result(Integer.toString(onParsingThread.size()));
          });
    }

    private static boolean isParsing(Thread thread) {
      for (StackTraceElement element : thread.getStackTrace()) {
        if (element.getClassName().equals(HttpConnection.class.getName())
            && element.getMethodName().equals("onFillable")) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Optional<Route> find(String path) {
      return Optional.empty();
    }

    @Override
    public ErrorPage errorPage() {
      return ErrorPage.EMPTY;
    }

    @Override
    public AccessRules access() {
      return new AccessRules(access);
    }

    @Override
    public List<String> paths() {
      return List.of("/turn");
    }
  }

  @BeforeEach
  void start() throws BindException {
    Limits limits = Limits.createDefault();
    Turns turns = new Turns();
    WebServer.Options options =
        new WebServer.Options(
            "127.0.0.1",
            0,
            turns.access,
            ExternalUrls.unchanged(turns.access.hosts()),
            limits,
            new ServerLoad(limits, peer -> false, new MemoryBudget(1 << 20)));
    server = WebServer.start(options, turns, Clock.systemUTC(), RequestListener.NONE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /**
   * The thread that parses would otherwise stay with one client as long as that sends requests, and
   * as many such clients as there are threads would keep all others out.
   */
  @Test
  void further_requests_of_one_connection_queue_behind_the_requests_of_others() {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(REQUEST.repeat(4));
      for (int n = 1; n <= 4; n++) {
        assertThat(client.answer().body()).asString().isEqualTo(Integer.toString(n));
      }
    }
    assertThat(onParsingThread).containsExactly(true, false, false, false);
  }
}
