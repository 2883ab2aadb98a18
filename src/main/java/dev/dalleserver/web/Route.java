package dev.dalleserver.web;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One row of the table of URLs.
 *
 * @param path the pattern, as the router and the metrics know it
 * @param about what is there, for people
 * @param handlers by method; HEAD comes with GET
 */
record Route(String path, String about, Map<HandlerType, Handler> handlers) {
  static Route get(String path, String about, Handler handler) {
    return new Route(path, about, Map.of(HandlerType.GET, handler));
  }

  /** Adds a method. */
  Route and(HandlerType method, Handler handler) {
    Map<HandlerType, Handler> more = new LinkedHashMap<>(handlers);
    more.put(method, handler);
    return new Route(path, about, more);
  }

  /** True for a path that the row is for; for error pages, the router knows better. */
  boolean covers(String asked) {
    String form =
        path.replace(".", "\\.")
            .replace("*", ".*")
            .replaceAll("<[^>]+>", ".+")
            .replaceAll("\\{[^}]+}", "[^/]+");
    return asked.matches(form + "/?");
  }

  /** The methods that can be asked for, as the header {@code Allow} lists them. */
  List<String> methods() {
    return handlers.keySet().stream()
        .flatMap(
            method ->
                method.equals(HandlerType.GET)
                    ? Stream.of("GET", "HEAD")
                    : Stream.of(method.name()))
        .toList();
  }
}
