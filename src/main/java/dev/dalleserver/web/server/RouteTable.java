package dev.dalleserver.web.server;

import dev.dalleserver.web.http.AccessRules;
import dev.dalleserver.web.http.ErrorPage;
import dev.dalleserver.web.http.Route;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Optional;

/** Every route of the server, as the edge asks for them before a handler runs. */
public interface RouteTable {
  /** Registers every row with the router. */
  void register(RoutesConfig routes);

  /** Returns the first row that matches a path. */
  Optional<Route> find(String path);

  /** Returns the rules for requests that change something. */
  AccessRules access();

  /** Returns the renderer of errors for browsers. */
  ErrorPage errorPage();

  /** Returns all patterns, for documents and tests that must cover every one. */
  List<String> paths();
}
