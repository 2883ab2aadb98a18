package dev.dalleserver.web.server;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A buffer for the received bytes of one body, whose memory is reserved before they are held. It
 * reserves as bytes arrive rather than what a client announces: an announcement costs the client
 * nothing. Confined to one thread at a time.
 */
final class BodyBuffer {
  private static final int MIN_SEGMENT_BYTES = 512;
  private static final int MAX_SEGMENT_BYTES = 16 * 1024;

  private final MemoryBudget memory;
  private final int maxBytes;
  private MemoryBudget.@Nullable Reservation reservation;

  /** Each as large as all before it, within bounds; the last is being filled. */
  private final List<ByteBuffer> segments = new ArrayList<>();

  private int size;
  private int capacity;

  /**
   * @param maxBytes how many bytes it will be given at most
   */
  BodyBuffer(MemoryBudget memory, int maxBytes) {
    this.memory = memory;
    this.maxBytes = maxBytes;
  }

  /**
   * Appends all that {@code from} has.
   *
   * @return false when there is no memory for it; the buffer is then of no further use
   */
  boolean append(ByteBuffer from) {
    size += from.remaining();
    while (from.hasRemaining()) {
      if (capacity == 0 || !lastSegment().hasRemaining()) {
        if (!addSegment(from.remaining())) {
          return false;
        }
      }
      int length = Math.min(from.remaining(), lastSegment().remaining());
      lastSegment().put(from.slice().limit(length));
      from.position(from.position() + length);
    }
    return true;
  }

  private ByteBuffer lastSegment() {
    return segments.get(segments.size() - 1);
  }

  private boolean addSegment(int wanted) {
    int preferred =
        Math.min(MAX_SEGMENT_BYTES, Math.max(MIN_SEGMENT_BYTES, Math.max(capacity, wanted)));
    int length = Math.max(1, Math.min(preferred, maxBytes - capacity));
    if (!reserve(length)) {
      return false;
    }
    segments.add(ByteBuffer.allocate(length));
    capacity += length;
    return true;
  }

  private boolean reserve(int length) {
    MemoryBudget.Reservation held = reservation;
    if (held != null) {
      return held.tryGrow(length);
    }
    reservation = memory.tryReserve(MemoryUse.REQUEST_BODIES, length).orElse(null);
    return reservation != null;
  }

  int size() {
    return size;
  }

  /** Returns the received bytes, not copied; nothing may be appended afterwards. */
  List<ByteBuffer> content() {
    segments.forEach(ByteBuffer::flip);
    return List.copyOf(segments);
  }

  /** Drops the bytes and releases their memory. */
  void release() {
    segments.clear();
    MemoryBudget.Reservation held = reservation;
    if (held != null) {
      held.close();
    }
  }
}
