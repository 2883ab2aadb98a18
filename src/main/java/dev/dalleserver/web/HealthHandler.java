package dev.dalleserver.web;

import dev.dalleserver.health.HealthMonitor;
import dev.dalleserver.health.HealthReport;
import dev.dalleserver.health.HealthStatus;
import dev.dalleserver.health.Readiness;
import io.javalin.http.Context;

/** {@code /health}: whether the process is alive, welcomes work, and is well. */
final class HealthHandler {
  /** Health is looked at that often, so coming back earlier tells nothing new. */
  private static final String RETRY_SECONDS = "5";

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HealthMonitor monitor;

  HealthHandler(HealthMonitor monitor) {
    this.monitor = monitor;
  }

  /** The answer to a liveness probe; it depends on nothing but the process. */
  private record Liveness(String status, long uptimeSeconds) {}

  /** The answer to a readiness probe that succeeds. */
  private record Ready(String status) {}

  /** The answer to one that does not. */
  private record NotReady(String status, String reason) {}

  void get(Context ctx) {
    RequestContext.of(ctx).beQuiet();
    String check = Parameters.text(ctx, "check").orElse("");
    switch (check) {
      case "" -> report(ctx);
      case "liveness" -> Json.answer(ctx, OK, new Liveness("alive", monitor.uptimeSeconds()));
      case "readiness" -> readiness(ctx);
      default -> throw Parameters.invalid("check", check, "liveness, readiness, or nothing");
    }
  }

  private void report(Context ctx) {
    HealthReport report = monitor.report();
    answer(ctx, report.status() != HealthStatus.UNHEALTHY, report);
  }

  private void readiness(Context ctx) {
    Readiness readiness = monitor.readiness();
    if (readiness.ready()) {
      answer(ctx, true, new Ready("ready"));
    } else {
      answer(ctx, false, new NotReady("not ready", readiness.reason()));
    }
  }

  private static void answer(Context ctx, boolean good, Object data) {
    if (!good) {
      ctx.header("Retry-After", RETRY_SECONDS);
    }
    Json.answer(ctx, good ? OK : UNAVAILABLE, data);
  }
}
