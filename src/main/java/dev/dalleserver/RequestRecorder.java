package dev.dalleserver;

import dev.dalleserver.metrics.ServerMetrics;
import dev.dalleserver.web.ErrorCode;
import dev.dalleserver.web.RecentErrors;
import dev.dalleserver.web.RequestListener;

/** Counts requests, and remembers those that ended in an error. */
record RequestRecorder(ServerMetrics metrics, RecentErrors errors) implements RequestListener {
  @Override
  public void began() {
    metrics.http().began();
  }

  @Override
  public void over() {
    metrics.http().over();
  }

  @Override
  public void answered(String method, String route, int status, long nanos) {
    metrics.http().answered(method, route, status, nanos);
  }

  @Override
  public void failed(ErrorCode code, String route, int status, String requestId, String message) {
    metrics.error(code.name(), route);
    errors.add(code.name(), route, status, requestId, message);
  }
}
