package dev.dalleserver.web;

import dev.dalleserver.web.http.AcceptHeader;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.Route;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Handler of {@code /}: redirects browsers to the gallery and lists the endpoints for programs. */
final class RootHandler {
  private final List<Route> routes;

  /**
   * @param routes all routes, those included that are added later
   */
  RootHandler(List<Route> routes) {
    this.routes = routes;
  }

  void get(Context ctx) {
    ContentCoding.addVary(ctx, "Accept");
    String prefix = RequestContext.of(ctx).prefix();
    if (AcceptHeader.prefersPage(
        ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders())) {
      ctx.header("Location", prefix + "/preview");
      ctx.status(302);
      return;
    }
    ctx.contentType("text/plain; charset=utf-8");
    ctx.header("Cache-Control", "no-store");
    BodySender.of(ctx).sendText(ctx, listEndpoints(prefix).getBytes(StandardCharsets.UTF_8));
  }

  /** Lists the endpoints, each path with {@code prefix}. */
  private String listEndpoints(String prefix) {
    List<Route> listed =
        routes.stream()
            .filter(route -> !route.description().isEmpty() && !route.path().equals("/"))
            .toList();
    int methods = listed.stream().mapToInt(route -> methods(route).length()).max().orElse(1);
    int paths = listed.stream().mapToInt(route -> route.path().length()).max().orElse(1);
    String line = "%-" + methods + "s  %-" + (prefix.length() + paths) + "s  %s\n";
    return listed.stream()
        .map(route -> line.formatted(methods(route), prefix + route.path(), route.description()))
        .collect(Collectors.joining("", "dalleserver\n\n", ""));
  }

  private static String methods(Route route) {
    return String.join(",", route.methods()).replace(",HEAD", "");
  }
}
