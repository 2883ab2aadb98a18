package dev.dalleserver.health;

import dev.dalleserver.text.PlainReason;
import java.time.Duration;
import java.util.Map;

/**
 * Checks something that all servers of a cluster share. When it is away the server is degraded and
 * not unhealthy: it still serves pictures that it has, and a load balancer must not take all
 * servers out of use for one shared fault.
 */
public final class AvailabilityCheck implements HealthCheck {
  private static final Duration INTERVAL = Duration.ofSeconds(3);

  private final String name;
  private final Probe probe;

  /** Tries to use what is checked. */
  @FunctionalInterface
  public interface Probe {
    /**
     * Returns details, in the order in which they are shown.
     *
     * @throws Exception when it cannot be used; its message is shown, so it has no secrets
     */
    Map<String, Object> run() throws Exception;
  }

  /**
   * @param name of the component
   */
  public AvailabilityCheck(String name, Probe probe) {
    this.name = name;
    this.probe = probe;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration validFor() {
    return INTERVAL;
  }

  @Override
  public Finding examine() {
    long start = System.nanoTime();
    try {
      Finding finding = Finding.healthy("it answers");
      for (Map.Entry<String, Object> detail : probe.run().entrySet()) {
        finding = finding.with(detail.getKey(), detail.getValue());
      }
      return finding.with("answerMs", Duration.ofNanos(System.nanoTime() - start).toMillis());
    } catch (Exception e) {
      return Finding.degraded(PlainReason.of(e));
    }
  }
}
