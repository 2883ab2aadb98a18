package dev.dalleserver.web.http;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are sent to several clients. While at least one client reads them, they are reserved
 * from the memory budget once. Thread-safe.
 */
public final class SharedBody {
  private final byte[] bytes;

  /** Guarded by {@code this}, like the reservation. */
  private int readers;

  private MemoryBudget.@Nullable Reservation reserved;

  /**
   * @param bytes must not be changed
   */
  public SharedBody(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes, which the caller must not change. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /**
   * Adds a client that begins to read.
   *
   * @return false when the memory budget has no room; the client is not counted then
   */
  synchronized boolean addReader(MemoryBudget memory) {
    if (readers == 0) {
      reserved = memory.tryReserve(MemoryUse.RESPONSES, bytes.length).orElse(null);
      if (reserved == null) {
        return false;
      }
    }
    readers++;
    return true;
  }

  /** Removes a client that has read all bytes or has disconnected. */
  synchronized void removeReader() {
    readers--;
    if (readers == 0 && reserved != null) {
      reserved.close();
      reserved = null;
    }
  }

  /** Returns a copy of the bytes between {@code before} and {@code after}. */
  byte[] copyBetween(byte[] before, byte[] after) {
    ByteBuffer joined = ByteBuffer.allocate(before.length + bytes.length + after.length);
    return joined.put(before).put(bytes).put(after).array();
  }

  /**
   * Returns {@code before}, the bytes and {@code after} without copying; empty parts are omitted.
   */
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
