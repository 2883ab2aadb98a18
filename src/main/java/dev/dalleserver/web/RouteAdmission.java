package dev.dalleserver.web;

import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Admits requests that have a route, a method that the route has, and the token that they need. */
final class RouteAdmission implements RequestAdmission {
  private final Routes routes;
  private final AccessRules rules;

  RouteAdmission(Routes routes, AccessRules rules) {
    this.routes = routes;
    this.rules = rules;
  }

  @Override
  public void check(Request request) {
    String path = String.valueOf(request.getHttpURI().getPath());
    Optional<Route> route = routes.find(path);
    route.ifPresent(found -> Exchange.of(request).matched(found.path()));
    // The order of the handlers: they look at the token before they say what there is.
    rules.checkToken(request.getMethod(), request.getHeaders().get(HttpHeader.AUTHORIZATION));
    if (route.isEmpty()) {
      throw ErrorMapping.noRoute(path);
    }
    if (!route.get().methods().contains(request.getMethod())) {
      throw ErrorMapping.noMethod(request.getMethod(), String.join(", ", route.get().methods()));
    }
  }
}
