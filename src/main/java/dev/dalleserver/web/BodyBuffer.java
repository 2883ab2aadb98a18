package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one body that have been received, their memory reserved before they are held. It
 * reserves as bytes come rather than what a client announces: an announcement costs the client
 * nothing. Confined to one thread at a time, but for {@link #release}.
 */
final class BodyBuffer {
  private static final int SMALLEST = 512;
  private static final byte[] NOTHING = new byte[0];

  private final MemoryBudget memory;
  private final int longest;
  private MemoryBudget.@Nullable Reservation reservation;
  private byte[] bytes = NOTHING;
  private int size;

  /**
   * @param longest the most bytes that it will be given
   */
  BodyBuffer(MemoryBudget memory, int longest) {
    this.memory = memory;
    this.longest = longest;
  }

  /**
   * Appends everything that {@code from} has.
   *
   * @return false when there is no memory for it; nothing is appended then
   */
  boolean append(ByteBuffer from) {
    int needed = size + from.remaining();
    if (needed > bytes.length && !grow(needed)) {
      return false;
    }
    int length = from.remaining();
    from.get(bytes, size, length);
    size += length;
    return true;
  }

  private boolean grow(int needed) {
    int capacity = Math.max(needed, Math.min(longest, Math.max(SMALLEST, bytes.length * 2)));
    int old = bytes.length;
    // Both arrays are there while one is copied into the other.
    MemoryBudget.Reservation held = reservation;
    if (held == null) {
      held = memory.tryReserve(MemoryUse.REQUEST_BODIES, capacity).orElse(null);
      reservation = held;
      if (held == null) {
        return false;
      }
    } else if (!held.tryGrow(capacity)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, capacity);
    held.shrink(old);
    return true;
  }

  int size() {
    return size;
  }

  /** What was received, not copied. */
  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** Forgets the bytes and gives their memory back. */
  void release() {
    bytes = NOTHING;
    size = 0;
    MemoryBudget.Reservation held = reservation;
    if (held != null) {
      held.close();
    }
  }
}
