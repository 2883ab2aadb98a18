package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.http.AcceptedHosts;
import dev.dalleserver.web.http.AccessPolicy;
import dev.dalleserver.web.http.AccessRules;
import dev.dalleserver.web.http.ErrorPage;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.RequestListener;
import dev.dalleserver.web.http.Route;
import io.javalin.config.RoutesConfig;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A server that does not start leaves no threads, whatever the reason is. */
class FailedStartTest {
  private final AccessPolicy access =
      new AccessPolicy(Optional::empty, true, List.of(), new AcceptedHosts(List.of()), false);

  private final RouteTable routes =
      new RouteTable() {
        @Override
        public void register(RoutesConfig config) {
          throw new IllegalStateException("no routes");
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
          return List.of();
        }
      };

  private WebServer start() throws BindException {
    Limits limits = Limits.createDefault();
    MemoryBudget memory = new MemoryBudget(1 << 20);
    WebServer.Options options =
        new WebServer.Options(
            "127.0.0.1",
            0,
            access,
            ExternalUrls.unchanged(access.hosts()),
            limits,
            new ServerLoad(limits, peer -> false, memory));
    return WebServer.start(options, routes, Clock.systemUTC(), RequestListener.NONE);
  }

  private static Set<Thread> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("(connections|request-log).*"))
        .collect(Collectors.toSet());
  }

  @Test
  void an_unexpected_failure_leaves_no_threads() {
    Set<Thread> before = ownThreads();
    assertThatThrownBy(this::start).hasStackTraceContaining("no routes");
    Waiting.until(() -> before.containsAll(ownThreads()));
  }
}
