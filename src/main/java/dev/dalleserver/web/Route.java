package dev.dalleserver.web;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One row of the table of URLs.
 *
 * @param path the pattern, as the router and the metrics know it
 * @param about what is there, for people
 * @param operations by method; HEAD comes with GET
 */
record Route(String path, String about, Map<HandlerType, Operation> operations) {
  /** A row whose GET starts, changes and removes nothing. */
  static Route reading(String path, String about, Handler handler) {
    return of(path, about, HandlerType.GET, new Operation(Effect.READS, handler));
  }

  /** A row whose GET reads, unless {@link ChangeParameters} ask it for more. */
  static Route switched(String path, String about, Handler handler) {
    return of(path, about, HandlerType.GET, new Operation(Effect.SWITCHED, handler));
  }

  /** A row for one method that may change something. */
  static Route changing(String path, String about, HandlerType method, Handler handler) {
    return of(path, about, method, new Operation(Effect.CHANGES, handler));
  }

  private static Route of(String path, String about, HandlerType method, Operation operation) {
    return new Route(path, about, Map.of(method, operation));
  }

  /** Adds a method, which may change something. */
  Route and(HandlerType method, Handler handler) {
    Map<HandlerType, Operation> more = new LinkedHashMap<>(operations);
    more.put(method, new Operation(Effect.CHANGES, handler));
    return new Route(path, about, more);
  }

  /** The form of the paths that the row is for, as the router matches them. */
  Pattern form() {
    return Pattern.compile(
        path.replace(".", "\\.")
                .replace("*", ".*")
                .replaceAll("<[^>]+>", ".+")
                .replaceAll("\\{[^}]+}", "[^/]+")
            + "/?");
  }

  /** The methods that can be asked for, as the header {@code Allow} lists them. */
  List<String> methods() {
    return operations.keySet().stream().flatMap(Route::named).toList();
  }

  /** Those whose effect does not depend on the query; all, when it does for each of them. */
  List<String> methodsWithoutSwitches() {
    List<String> plain =
        operations.entrySet().stream()
            .filter(operation -> operation.getValue().effect() != Effect.SWITCHED)
            .flatMap(operation -> named(operation.getKey()))
            .toList();
    return plain.isEmpty() ? methods() : plain;
  }

  private static Stream<String> named(HandlerType method) {
    return method.equals(HandlerType.GET) ? Stream.of("GET", "HEAD") : Stream.of(method.name());
  }
}
