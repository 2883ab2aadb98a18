package dev.dalleserver.web.files;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactContent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the files that are requested most, in memory outside the heap, each in one piece: the
 * fewer writes a file takes, the sooner it is sent. The memory's size does not depend on the files
 * or the requests, and it is allocated once, when first needed: memory outside the heap is only
 * freed by collections, which may come late.
 *
 * <p>All mutable state is guarded by {@code this}; reading a file is not.
 */
final class FileCache {
  static final int BLOCK_BYTES = 64 * 1024;

  private final int blocks;
  private final BitSet used = new BitSet();
  private final Map<ArtifactId, CachedFile> entries = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable ByteBuffer memory;

  /**
   * @param bytes the size, rounded down to whole blocks
   */
  FileCache(int bytes) {
    this.blocks = bytes / BLOCK_BYTES;
  }

  /** Contiguous blocks, and as many bytes in them as the file has. */
  private record Region(int first, int count, ByteBuffer bytes) {}

  /** A file's content, which stays while it has users. */
  final class CachedFile {
    private final ServedFile file;
    private final Region region;
    private int users = 1;
    private boolean evicted;

    private CachedFile(ServedFile file, Region room) {
      this.file = file;
      this.region = room;
    }

    /** Returns {@code length} bytes from the offset {@code from} on. */
    ByteBuffer part(long from, long length) {
      return region.bytes().slice((int) from, (int) length);
    }

    /** Ends one use; to be called once by each caller that got the content. */
    void release() {
      FileCache.this.release(this);
    }
  }

  /** Returns the content if it is cached. */
  synchronized @Nullable CachedFile getIfCached(ServedFile file) {
    CachedFile cached = entries.get(file.id());
    if (cached == null) {
      return null;
    }
    if (cached.file != file) {
      evict(cached);
      entries.remove(file.id());
      return null;
    }
    cached.users++;
    return cached;
  }

  /**
   * Returns the content, read when it is not cached; null when there is no room, because the file
   * is too large or because too many others are being sent.
   *
   * @throws IOException when the file cannot be read as it was found
   */
  @Nullable CachedFile getOrLoad(ServedFile file) throws IOException {
    CachedFile cached = getIfCached(file);
    if (cached != null) {
      return cached;
    }
    Region room = allocate(file.size());
    if (room == null) {
      return null;
    }
    try {
      read(file, room.bytes());
    } catch (IOException | RuntimeException e) {
      free(room);
      throw e;
    }
    return put(new CachedFile(file, room));
  }

  private synchronized CachedFile put(CachedFile fresh) {
    // Two threads may have read the same file at the same time: the later content stays.
    CachedFile replaced = entries.put(fresh.file.id(), fresh);
    if (replaced != null) {
      evict(replaced);
    }
    return fresh;
  }

  private synchronized void release(CachedFile content) {
    content.users--;
    if (content.evicted && content.users == 0) {
      free(content.region);
    }
  }

  private synchronized @Nullable Region allocate(long bytes) {
    // One file must not evict all others.
    if (bytes > (long) blocks / 2 * BLOCK_BYTES) {
      return null;
    }
    int count = Math.max(1, (int) ((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES));
    int first = findFree(count);
    // Evicts the least recently used files, until enough free blocks are contiguous.
    Iterator<CachedFile> eldest = entries.values().iterator();
    while (first < 0 && eldest.hasNext()) {
      CachedFile content = eldest.next();
      if (content.users == 0) {
        eldest.remove();
        evict(content);
        first = findFree(count);
      }
    }
    if (first < 0) {
      return null;
    }
    used.set(first, first + count);
    return new Region(first, count, memory().slice(first * BLOCK_BYTES, (int) bytes));
  }

  /** Finds the first of {@code count} contiguous free blocks; -1 when there are none. */
  private int findFree(int count) {
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
    ByteBuffer allocated = memory;
    if (allocated == null) {
      allocated = ByteBuffer.allocateDirect(blocks * BLOCK_BYTES);
      memory = allocated;
    }
    return allocated;
  }

  private void evict(CachedFile content) {
    content.evicted = true;
    if (content.users == 0) {
      free(content.region);
    }
  }

  private synchronized void free(Region room) {
    used.clear(room.first(), room.first() + room.count());
  }

  private static void read(ServedFile file, ByteBuffer bytes) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    try (ArtifactContent content = file.open()) {
      while (rest.hasRemaining()) {
        if (content.read(rest, rest.position()) < 0) {
          throw new EOFException("the file has become shorter while it was read");
        }
      }
    }
  }
}
