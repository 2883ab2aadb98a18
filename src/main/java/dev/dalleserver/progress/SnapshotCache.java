package dev.dalleserver.progress;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all snapshots of a run have in common until the run changes, as somebody has rendered it. It
 * is kept with the run and goes with it.
 */
public final class SnapshotCache {
  private final long version;
  private final Map<Phase, Long> averages;
  private volatile @Nullable List<byte[]> parts;

  SnapshotCache(long version, Map<Phase, Long> averages) {
    this.version = version;
    this.averages = averages;
  }

  /** Whether it is for this state of the run. */
  boolean isFor(long otherVersion, Map<Phase, Long> otherAverages) {
    return version == otherVersion && averages == otherAverages;
  }

  /** What was rendered, by {@code renderer} when nobody did before. The arrays must not change. */
  public List<byte[]> parts(Supplier<List<byte[]>> renderer) {
    List<byte[]> rendered = parts;
    if (rendered == null) {
      // Two may render the same at the same time: it does not matter whose stays.
      rendered = renderer.get();
      parts = rendered;
    }
    return rendered;
  }
}
