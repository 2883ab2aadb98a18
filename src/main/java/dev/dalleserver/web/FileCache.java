package dev.dalleserver.web;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that are asked for most, in memory outside the heap, each in one piece: the fewer
 * writes a picture takes the sooner it is sent. The memory's size is fixed whatever is on disk and
 * whoever asks, and it is made once, when first needed: memory outside the heap is only freed by
 * collections that may be long in coming.
 *
 * <p>All that changes is guarded by {@code this}; reading a file is not.
 */
final class FileCache {
  static final int BLOCK_BYTES = 64 * 1024;

  private final int blocks;
  private final BitSet used = new BitSet();
  private final Map<Path, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable ByteBuffer memory;

  /**
   * @param bytes that it takes, rounded down to whole blocks
   */
  FileCache(int bytes) {
    this.blocks = bytes / BLOCK_BYTES;
  }

  /** Blocks that lie together, and a file's size of bytes in them. */
  private record Room(int first, int count, ByteBuffer bytes) {}

  /** A file's content, which stays while somebody uses it. */
  final class Kept {
    private final ServedFile file;
    private final Room room;
    private int users = 1;
    private boolean forgotten;

    private Kept(ServedFile file, Room room) {
      this.file = file;
      this.room = room;
    }

    /** {@code length} bytes from {@code from} on. */
    ByteBuffer part(long from, long length) {
      return room.bytes().slice((int) from, (int) length);
    }

    /** To be called once by everybody who got it. */
    void release() {
      FileCache.this.release(this);
    }
  }

  /** The content if it is here already. */
  synchronized @Nullable Kept peek(ServedFile file) {
    Kept here = kept.get(file.path());
    if (here == null) {
      return null;
    }
    if (here.file != file) {
      forget(here);
      kept.remove(file.path());
      return null;
    }
    here.users++;
    return here;
  }

  /**
   * The content, read when it is not here; null when there is no room, because it is too large or
   * because too many others are being sent.
   *
   * @throws IOException when it cannot be read as it was
   */
  @Nullable Kept take(ServedFile file) throws IOException {
    Kept here = peek(file);
    if (here != null) {
      return here;
    }
    Room room = room(file.size());
    if (room == null) {
      return null;
    }
    try {
      read(file, room.bytes());
    } catch (IOException | RuntimeException e) {
      giveBack(room);
      throw e;
    }
    return keep(new Kept(file, room));
  }

  private synchronized Kept keep(Kept fresh) {
    // Two may have read the same at the same time: the later one stays.
    Kept other = kept.put(fresh.file.path(), fresh);
    if (other != null) {
      forget(other);
    }
    return fresh;
  }

  private synchronized void release(Kept content) {
    content.users--;
    if (content.forgotten && content.users == 0) {
      giveBack(content.room);
    }
  }

  private synchronized @Nullable Room room(long bytes) {
    // One file must not drive out all others.
    if (bytes > (long) blocks / 2 * BLOCK_BYTES) {
      return null;
    }
    int count = Math.max(1, (int) ((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES));
    int first = find(count);
    // Lets go of what was not asked for the longest, until enough of it lies together.
    Iterator<Kept> eldest = kept.values().iterator();
    while (first < 0 && eldest.hasNext()) {
      Kept content = eldest.next();
      if (content.users == 0) {
        eldest.remove();
        forget(content);
        first = find(count);
      }
    }
    if (first < 0) {
      return null;
    }
    used.set(first, first + count);
    return new Room(first, count, memory().slice(first * BLOCK_BYTES, (int) bytes));
  }

  /** The first of so many free blocks that lie together, or -1. */
  private int find(int count) {
    int first = used.nextClearBit(0);
    while (first + count <= blocks) {
      int next = used.nextSetBit(first);
      if (next < 0 || next >= first + count) {
        return first;
      }
      first = used.nextClearBit(next);
    }
    return -1;
  }

  private ByteBuffer memory() {
    ByteBuffer made = memory;
    if (made == null) {
      made = ByteBuffer.allocateDirect(blocks * BLOCK_BYTES);
      memory = made;
    }
    return made;
  }

  private void forget(Kept content) {
    content.forgotten = true;
    if (content.users == 0) {
      giveBack(content.room);
    }
  }

  private synchronized void giveBack(Room room) {
    used.clear(room.first(), room.first() + room.count());
  }

  private static void read(ServedFile file, ByteBuffer bytes) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    try (FileChannel channel = file.open()) {
      while (rest.hasRemaining()) {
        if (channel.read(rest) < 0) {
          throw new EOFException("a file has become shorter");
        }
      }
    }
  }
}
