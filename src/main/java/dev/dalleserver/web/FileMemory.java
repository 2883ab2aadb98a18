package dev.dalleserver.web;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that are asked for most, in memory outside the heap, ready to be written. Its size
 * is fixed whatever is on disk and whoever asks: it is cut into chunks that are made when first
 * needed and used again for ever, because memory outside the heap is only freed by collections that
 * may be long in coming.
 *
 * <p>All that changes is guarded by {@code this}; reading a file is not.
 */
final class FileMemory {
  static final int CHUNK_BYTES = 256 * 1024;

  private final int most;
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private final Map<Path, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private int made;

  /**
   * @param mostBytes that it may ever take
   */
  FileMemory(long mostBytes) {
    this.most = (int) (mostBytes / CHUNK_BYTES);
  }

  /** A file's content, which stays while somebody uses it. */
  final class Kept {
    private final ServedFile file;
    private final List<ByteBuffer> chunks;
    private int users = 1;
    private boolean forgotten;

    private Kept(ServedFile file, List<ByteBuffer> chunks) {
      this.file = file;
      this.chunks = chunks;
    }

    /** From {@code from} on as much as lies together, at most {@code length} bytes. */
    ByteBuffer part(long from, long length) {
      int offset = (int) (from % CHUNK_BYTES);
      ByteBuffer chunk = chunks.get((int) (from / CHUNK_BYTES)).duplicate();
      return chunk.position(offset).limit((int) Math.min(CHUNK_BYTES, offset + length));
    }

    /** To be called once by everybody who got it. */
    void release() {
      FileMemory.this.release(this);
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
    List<ByteBuffer> chunks = room(file.size());
    if (chunks == null) {
      return null;
    }
    try {
      read(file, chunks);
    } catch (IOException | RuntimeException e) {
      giveBack(chunks);
      throw e;
    }
    return keep(new Kept(file, chunks));
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
      giveBack(content.chunks);
    }
  }

  private synchronized @Nullable List<ByteBuffer> room(long bytes) {
    long needed = (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
    // One file must not drive out all others.
    if (needed > most / 2) {
      return null;
    }
    evict(needed);
    if (free.size() + most - made < needed) {
      return null;
    }
    List<ByteBuffer> chunks = new ArrayList<>();
    while (chunks.size() < needed) {
      ByteBuffer chunk = free.poll();
      if (chunk == null) {
        chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        made++;
      }
      chunks.add(chunk.clear());
    }
    return chunks;
  }

  /** Lets go of what was not asked for the longest, until there is room. */
  private void evict(long needed) {
    Iterator<Kept> eldest = kept.values().iterator();
    while (free.size() + most - made < needed && eldest.hasNext()) {
      Kept content = eldest.next();
      if (content.users == 0) {
        eldest.remove();
        forget(content);
      }
    }
  }

  private void forget(Kept content) {
    content.forgotten = true;
    if (content.users == 0) {
      giveBack(content.chunks);
    }
  }

  private synchronized void giveBack(List<ByteBuffer> chunks) {
    free.addAll(chunks);
  }

  private static void read(ServedFile file, List<ByteBuffer> chunks) throws IOException {
    long left = file.size();
    try (FileChannel channel = file.open()) {
      for (ByteBuffer chunk : chunks) {
        chunk.limit((int) Math.min(CHUNK_BYTES, left));
        left -= chunk.limit();
        while (chunk.hasRemaining()) {
          if (channel.read(chunk) < 0) {
            throw new EOFException("a file has become shorter");
          }
        }
        chunk.clear();
      }
    }
  }
}
