package dev.dalleserver.web.server;

import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.DirectAnswer;
import dev.dalleserver.web.http.Effect;
import dev.dalleserver.web.http.Exchange;
import dev.dalleserver.web.http.Operation;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.Route;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The last handler before the framework: it answers the GETs that clients send most, as the routes'
 * {@link DirectAnswer}s do, and passes on all others. The rules of all handlers before it hold for
 * these too. The access rules of a route do not matter to them, since they only read: a query,
 * which may ask for a change, is left to the framework unless nothing that it says changes
 * anything.
 */
final class DirectAnswers extends Handler.Wrapper {
  private final List<Row> rows;
  private final BodySender sender;

  /**
   * @param path the whole path, or what it begins with
   */
  private record Row(String path, boolean whole, boolean queries, Route route) {
    static Row of(Route route) {
      int parameter = route.path().indexOf('{');
      boolean whole = parameter < 0;
      Operation get = Objects.requireNonNull(route.operations().get(HandlerType.GET));
      return new Row(
          whole ? route.path() : route.path().substring(0, parameter),
          whole,
          get.effect() == Effect.READS,
          route);
    }

    boolean matches(String requested, @Nullable String query) {
      return (query == null || queries)
          && (whole ? requested.equals(path) : requested.startsWith(path));
    }
  }

  DirectAnswers(RouteTable routes, BodySender sender) {
    this.rows =
        routes.rows().stream().filter(route -> route.direct() != null).map(Row::of).toList();
    this.sender = sender;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    CompletableFuture<Void> sent = tryAnswer(request, response);
    if (sent == null) {
      return super.handle(request, response, callback);
    }
    if (sent.isDone() && !sent.isCompletedExceptionally()) {
      callback.succeeded();
    } else {
      sent.whenComplete((nothing, failure) -> complete(callback, failure));
    }
    return true;
  }

  private @Nullable CompletableFuture<Void> tryAnswer(Request request, Response response) {
    Row row = find(request);
    DirectAnswer direct = row == null ? null : row.route.direct();
    if (row == null || direct == null) {
      return null;
    }
    try {
      CompletableFuture<Void> sent = direct.tryAnswer(new Exchange(request, response, sender));
      if (sent == null || (sent.isCompletedExceptionally() && !response.isCommitted())) {
        return null;
      }
      RequestContext.of(request).recordRoute(row.route.path(), HttpMethod.GET.asString());
      return sent;
    } catch (RuntimeException e) {
      // The framework meets the same and answers it.
      return null;
    }
  }

  private @Nullable Row find(Request request) {
    String path = request.getHttpURI().getPath();
    // The framework answers what asks for a WebSocket in its own way.
    if (path == null
        || !HttpMethod.GET.is(request.getMethod())
        || request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_VERSION)) {
      return null;
    }
    String query = request.getHttpURI().getQuery();
    for (Row row : rows) {
      if (row.matches(path, query)) {
        return row;
      }
    }
    return null;
  }

  private static void complete(Callback callback, @Nullable Throwable failure) {
    if (failure == null) {
      callback.succeeded();
    } else {
      callback.failed(failure);
    }
  }
}
