package dev.dalleserver.telemetry;

import dev.dalleserver.jobs.StateUnavailableException;
import java.util.function.IntSupplier;

/**
 * A number that other servers may change. While it cannot be read, the last one that was read takes
 * its place: a part that is away has a check of its own, and must not make others fail.
 */
final class LastKnown implements IntSupplier {
  private final IntSupplier source;
  private volatile int last;

  LastKnown(IntSupplier source) {
    this.source = source;
  }

  @Override
  public int getAsInt() {
    try {
      last = source.getAsInt();
    } catch (StateUnavailableException e) {
      return last;
    }
    return last;
  }
}
