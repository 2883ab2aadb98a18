package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are sent to several clients. As long as any of them reads, they are reserved from the
 * memory budget, once. Thread-safe.
 */
final class SharedBody {
  private final byte[] bytes;

  /** Guarded by the object, as is the reservation. */
  private int readers;

  private MemoryBudget.@Nullable Reservation reserved;

  /**
   * @param bytes must not be changed
   */
  SharedBody(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Must not be changed. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /**
   * A client begins to read.
   *
   * @return false when there is no room in the budget; the client does not count then
   */
  synchronized boolean join(MemoryBudget memory) {
    if (readers == 0) {
      reserved = memory.tryReserve(MemoryUse.RESPONSES, bytes.length).orElse(null);
      if (reserved == null) {
        return false;
      }
    }
    readers++;
    return true;
  }

  /** A client has read all, or has gone. */
  synchronized void leave() {
    readers--;
    if (readers == 0 && reserved != null) {
      reserved.close();
      reserved = null;
    }
  }

  /** A copy between two others. */
  byte[] between(byte[] before, byte[] after) {
    ByteBuffer joined = ByteBuffer.allocate(before.length + bytes.length + after.length);
    return joined.put(before).put(bytes).put(after).array();
  }

  /** Without a copy, between two others; those that are empty are left out. */
  List<ByteBuffer> parts(byte[] before, byte[] after) {
    List<ByteBuffer> parts = new ArrayList<>();
    for (byte[] part : List.of(before, bytes, after)) {
      if (part.length > 0) {
        parts.add(ByteBuffer.wrap(part));
      }
    }
    return parts;
  }
}
