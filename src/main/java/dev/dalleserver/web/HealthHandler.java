package dev.dalleserver.web;

import dev.dalleserver.health.HealthMonitor;
import dev.dalleserver.health.HealthReport;
import dev.dalleserver.health.HealthStatus;
import dev.dalleserver.health.Readiness;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;

/** {@code /health}: whether the process is alive, is ready for work, and is healthy. */
final class HealthHandler {
  /** The interval at which health is examined, so an earlier retry learns nothing new. */
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

  /** The answer to a readiness probe that fails. */
  private record NotReady(String status, String reason) {}

  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
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

  private static void answer(Context ctx, boolean healthy, Object data) {
    if (!healthy) {
      ctx.header("Retry-After", RETRY_SECONDS);
    }
    Json.answer(ctx, healthy ? OK : UNAVAILABLE, data);
  }
}
