package dev.dalleserver.telemetry;

import dev.dalleserver.metrics.ServerMetrics;
import dev.dalleserver.web.RecentErrors;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.RequestListener;

/** Counts requests, and remembers those that ended in an error. */
record RequestRecorder(ServerMetrics metrics, RecentErrors errors) implements RequestListener {
  @Override
  public void onBegin() {
    metrics.http().requestStarted();
  }

  @Override
  public void onEnd() {
    metrics.http().requestEnded();
  }

  @Override
  public void onAnswer(String method, String route, int status, long nanos) {
    metrics.http().requestAnswered(method, route, status, nanos);
  }

  @Override
  public void onError(ErrorCode code, String route, int status, String requestId, String message) {
    metrics.error(code.name(), route);
    errors.add(code.name(), route, status, requestId, message);
  }
}
