package dev.dalleserver.web.events;

import dev.dalleserver.web.http.SharedBody;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of one rendering, replaced when a caller requests another key. The key must change
 * whenever the rendering would. Requests that arrive during rendering wait for its result, so any
 * number of requests share one copy.
 */
public final class RenderCache<K> {
  private static final class Entry<K> {
    private final K key;

    /** Written once, under the entry's monitor. */
    private volatile @Nullable SharedBody body;

    Entry(K key) {
      this.key = key;
    }

    SharedBody body(Supplier<byte[]> renderer) {
      SharedBody known = body;
      return known == null ? render(renderer) : known;
    }

    private synchronized SharedBody render(Supplier<byte[]> renderer) {
      SharedBody known = body;
      if (known == null) {
        known = new SharedBody(renderer.get());
        body = known;
      }
      return known;
    }
  }

  private final AtomicReference<@Nullable Entry<K>> last = new AtomicReference<>();

  /** Returns the rendering for that key, made by {@code renderer} when it is not cached. */
  public SharedBody get(K key, Supplier<byte[]> renderer) {
    return entry(key).body(renderer);
  }

  private Entry<K> entry(K key) {
    Entry<K> created = new Entry<>(key);
    while (true) {
      Entry<K> known = last.get();
      if (known != null && Objects.equals(known.key, key)) {
        return known;
      }
      if (last.compareAndSet(known, created)) {
        return created;
      }
    }
  }
}
