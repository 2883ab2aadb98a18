package dev.dalleserver.web.http;

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
 * @param path the pattern, as the router and the metrics use it
 * @param description a description for people; empty when the route is not listed
 * @param operations by method; HEAD is implied by GET
 * @param bodyBytes the longest body; 0 where the limit of the server applies
 */
public record Route(
    String path, String description, Map<HandlerType, Operation> operations, int bodyBytes) {
  /** Creates a row whose GET starts, changes and removes nothing. */
  public static Route reading(String path, String about, Handler handler) {
    return of(path, about, HandlerType.GET, new Operation(Effect.READS, handler));
  }

  /** Creates a row whose GET only reads, unless {@link ChangeParameters} request a change. */
  public static Route switched(String path, String about, Handler handler) {
    return of(path, about, HandlerType.GET, new Operation(Effect.BY_PARAMETERS, handler));
  }

  /** Creates a row for one method that may change something. */
  public static Route changing(String path, String about, HandlerType method, Handler handler) {
    return of(path, about, method, new Operation(Effect.CHANGES, handler));
  }

  private static Route of(String path, String about, HandlerType method, Operation operation) {
    return new Route(path, about, Map.of(method, operation), 0);
  }

  /** Returns a copy with another method, which may change something. */
  public Route withMethod(HandlerType method, Handler handler) {
    Map<HandlerType, Operation> more = new LinkedHashMap<>(operations);
    more.put(method, new Operation(Effect.CHANGES, handler));
    return new Route(path, description, more, bodyBytes);
  }

  /** Returns a copy whose requests may have longer bodies than others. */
  public Route withBody(int maxBytes) {
    return new Route(path, description, operations, maxBytes);
  }

  /** Returns the pattern of the row's paths, as the router matches them. */
  public Pattern toPattern() {
    return Pattern.compile(
        path.replace(".", "\\.")
                .replace("*", ".*")
                .replaceAll("<[^<>]++>", ".+")
                .replaceAll("\\{[^{}]++}", "[^/]+")
            + "/?");
  }

  /** Returns the methods that the row has, as the header {@code Allow} lists them. */
  public List<String> methods() {
    return operations.keySet().stream().flatMap(Route::methodNames).toList();
  }

  /** Returns the methods whose effect does not depend on the query; all methods when each does. */
  List<String> methodsWithoutSwitches() {
    List<String> plain =
        operations.entrySet().stream()
            .filter(operation -> operation.getValue().effect() != Effect.BY_PARAMETERS)
            .flatMap(operation -> methodNames(operation.getKey()))
            .toList();
    return plain.isEmpty() ? methods() : plain;
  }

  private static Stream<String> methodNames(HandlerType method) {
    return method.equals(HandlerType.GET) ? Stream.of("GET", "HEAD") : Stream.of(method.name());
  }
}
