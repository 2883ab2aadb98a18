package dev.dalleserver.web;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last rendering of something, kept until it is asked for under another key. The key must
 * change whenever the rendering would. Requests that come while it is being rendered wait for it:
 * however many ask, there is one copy.
 */
final class RenderCache<K> {
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

  /** The rendering for that key. */
  SharedBody get(K key, Supplier<byte[]> renderer) {
    return entry(key).body(renderer);
  }

  private Entry<K> entry(K key) {
    Entry<K> made = new Entry<>(key);
    while (true) {
      Entry<K> known = last.get();
      if (known != null && Objects.equals(known.key, key)) {
        return known;
      }
      if (last.compareAndSet(known, made)) {
        return made;
      }
    }
  }
}
