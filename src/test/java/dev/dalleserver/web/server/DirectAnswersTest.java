package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.RawConnection;
import dev.dalleserver.web.http.AcceptedHosts;
import dev.dalleserver.web.http.AccessPolicy;
import dev.dalleserver.web.http.AccessRules;
import dev.dalleserver.web.http.ErrorPage;
import dev.dalleserver.web.http.Exchange;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.RequestListener;
import dev.dalleserver.web.http.Route;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests are answered before the framework. */
class DirectAnswersTest {
  private static final Handler FRAMEWORK = ctx -> ctx.result("framework");

  private WebServer server;

  /** Answers each of its routes in both ways, and says in which. */
  private static final class BothWays implements RouteTable {
    private final AccessPolicy access =
        new AccessPolicy(Optional::empty, true, List.of(), new AcceptedHosts(List.of()), false);

    private static @Nullable CompletableFuture<Void> answer(Exchange exchange) {
      if (exchange.requested().contains("X-Throw")) {
        throw new IllegalStateException("no direct answer");
      }
      return exchange.requested().contains("X-Pass")
          ? null
          : Json.begin(exchange, "direct".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public List<Route> rows() {
      return List.of(
          Route.reading("/read", "", FRAMEWORK).withDirect(BothWays::answer),
          Route.switched("/switched/{a}", "", FRAMEWORK)
              .withMethod(HandlerType.POST, FRAMEWORK)
              .withDirect(BothWays::answer),
          Route.reading("/plain", "", FRAMEWORK));
    }

    @Override
    public void register(RoutesConfig config) {
      for (Route route : rows()) {
        for (HandlerType method : List.of(HandlerType.GET, HandlerType.POST)) {
          config.addHttpHandler(method, route.path(), FRAMEWORK);
        }
      }
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
  }

  @BeforeEach
  void start() throws BindException {
    Limits limits = Limits.createDefault();
    BothWays routes = new BothWays();
    WebServer.Options options =
        new WebServer.Options(
            "127.0.0.1",
            0,
            routes.access,
            ExternalUrls.unchanged(routes.access.hosts()),
            limits,
            new ServerLoad(limits, peer -> false, new MemoryBudget(1 << 20)));
    server = WebServer.start(options, routes, Clock.systemUTC(), RequestListener.NONE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String body(String line, String header) {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(line + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n");
      return client.answer().text();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /read, direct",
    "GET /read?a=1, direct",
    "GET /switched/x, direct",
    // A query may ask this route for a change.
    "GET /switched/x?a=1, framework",
    "GET /switched/x?, framework",
    "POST /switched/x, framework",
    "GET /read/, framework",
    "GET /plain, framework"
  })
  void only_gets_that_change_nothing_are_answered_directly(String line, String way) {
    assertThat(body(line, "")).isEqualTo(way);
  }

  @ParameterizedTest
  @CsvSource({"X-Pass", "X-Throw"})
  void what_has_no_direct_answer_is_left_to_the_framework(String header) {
    assertThat(body("GET /read", header + ": 1\r\n")).isEqualTo("framework");
  }

  @Test
  void what_asks_for_a_web_socket_is_left_to_the_framework() {
    assertThat(body("GET /read", "Sec-WebSocket-Version: 13\r\n")).doesNotContain("direct");
  }
}
