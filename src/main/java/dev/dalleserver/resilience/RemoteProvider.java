package dev.dalleserver.resilience;

import dev.dalleserver.jobs.WaitingLine;
import java.util.Map;

/** A remote provider as the server knows it beside its ports: it has a status and calls to end. */
public interface RemoteProvider extends AutoCloseable {
  /** Returns the present status of the provider. */
  ProviderStatus status();

  /** Returns the line of image calls that wait for the provider's rate limit. */
  default WaitingLine line() {
    return WaitingLine.NONE;
  }

  /** Describes the provider for the log line at the start, without secrets. */
  String describe();

  /** Returns what makes images and what rewrites prompts, as model and host, without secrets. */
  default Map<String, String> endpoints() {
    return Map.of();
  }

  /** Aborts the calls under way, when the server stops. */
  @Override
  void close();
}
