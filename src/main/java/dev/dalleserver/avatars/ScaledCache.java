package dev.dalleserver.avatars;

import dev.dalleserver.picture.ArtifactId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The scaled pictures that were used last, as many as fit into some bytes. Thread-safe. */
final class ScaledCache {
  /** What an entry takes beside its bytes. */
  private static final int ENTRY_BYTES = 400;

  /** A larger picture would put too many others out. */
  private static final int MAX_SHARE = 64;

  private final long capacity;
  private final Map<Key, ScaledPicture> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long used;

  /** What a scaled picture is made of: one content of an artifact, cut in one way, in one form. */
  record Key(ArtifactId artifact, String version, String cut, ScaledForm form) {}

  ScaledCache(long capacity) {
    this.capacity = capacity;
  }

  synchronized Optional<ScaledPicture> find(Key key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Keeps a picture, unless it would take more than a 64th of the cache. */
  synchronized void put(Key key, ScaledPicture picture) {
    if (size(picture) > capacity / MAX_SHARE) {
      return;
    }
    ScaledPicture old = entries.put(key, picture);
    used += size(picture) - (old == null ? 0 : size(old));
    Iterator<ScaledPicture> oldest = entries.values().iterator();
    while (used > capacity && oldest.hasNext()) {
      used -= size(oldest.next());
      oldest.remove();
    }
  }

  /** Returns the bytes that the entries take. */
  synchronized long bytes() {
    return used;
  }

  private static long size(ScaledPicture picture) {
    return picture.bytes().length + ENTRY_BYTES;
  }
}
