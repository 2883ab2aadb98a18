package dev.dalleserver.web.server;

import dev.dalleserver.web.http.AccessRules;
import dev.dalleserver.web.http.Effect;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.Operation;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.Route;
import io.javalin.http.HandlerType;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests that match a route and one of its methods and that, to change something, satisfy
 * the {@link AccessRules}.
 */
final class RouteAdmission implements RequestAdmission {
  private final RouteTable routes;

  RouteAdmission(RouteTable routes) {
    this.routes = routes;
  }

  @Override
  public void check(Request request) {
    String path = String.valueOf(request.getHttpURI().getPath());
    String method = request.getMethod();
    Optional<Route> found = routes.find(path);
    if (found.isEmpty()) {
      throw ErrorMapping.noRoute(path);
    }
    Route route = found.get();
    RequestContext.of(request).recordRoute(route.path(), method);
    if (!route.methods().contains(method)) {
      throw ErrorMapping.noMethod(method, String.join(", ", route.methods()));
    }
    @Nullable Operation operation = route.operations().get(HandlerType.findOrCreate(method));
    // The handler decides whether a switch is on; a request with switches does not use its body.
    if (operation != null && operation.effect() == Effect.CHANGES) {
      routes.access().checkChange(request);
    }
  }

  @Override
  public int bodyBytes(Request request, int usual) {
    String path = String.valueOf(request.getHttpURI().getPath());
    return routes.find(path).map(route -> Math.max(usual, route.bodyBytes())).orElse(usual);
  }
}
