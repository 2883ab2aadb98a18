package dev.dalleserver.web;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that was rendered, kept until somebody asks for it under another key. The key must
 * change whenever the rendering would.
 */
final class Rendered<K> {
  private record Entry<K>(K key, byte[] bytes) {}

  private final AtomicReference<@Nullable Entry<K>> last = new AtomicReference<>();

  /** The rendering for that key; the array must not be changed. */
  byte[] get(K key, Supplier<byte[]> renderer) {
    Entry<K> known = last.get();
    if (known == null || !Objects.equals(known.key, key)) {
      // Two may render the same at the same time: it does not matter whose stays.
      known = new Entry<>(key, renderer.get());
      last.set(known);
    }
    return known.bytes;
  }
}
