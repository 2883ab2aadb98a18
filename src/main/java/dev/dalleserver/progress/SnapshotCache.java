package dev.dalleserver.progress;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the rendered parts that all snapshots of a run share until the run changes. It lives
 * as long as the run.
 */
public final class SnapshotCache {
  private final long version;
  private final Map<Phase, Long> averages;
  private volatile @Nullable List<byte[]> parts;

  SnapshotCache(long version, Map<Phase, Long> averages) {
    this.version = version;
    this.averages = averages;
  }

  /** Returns true when the cache is for this state of the run. */
  boolean isFor(long otherVersion, Map<Phase, Long> otherAverages) {
    return version == otherVersion && averages == otherAverages;
  }

  /**
   * Returns the rendered parts, rendering them by {@code renderer} on the first call. The arrays
   * must not change.
   */
  public List<byte[]> parts(Supplier<List<byte[]>> renderer) {
    List<byte[]> rendered = parts;
    if (rendered == null) {
      // Two threads may render the same parts at once: it does not matter whose result stays.
      rendered = renderer.get();
      parts = rendered;
    }
    return rendered;
  }
}
