package dev.dalleserver.ipfs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the identifier of a file while its bytes pass, as {@code ipfs add --cid-version=1
 * --raw-leaves} does: chunks of 256 KiB, and above them a balanced tree of at most 174 links a
 * block. For one thread.
 */
public final class FileHash {
  static final int CHUNK = 256 * 1024;
  private static final int WIDTH = 174;
  private static final int FILE_SIZE = 3;
  private static final int BLOCK_SIZES = 4;

  private final MessageDigest chunk = ContentId.newDigest();
  private int chunkBytes;

  /** The blocks of each level that have no block above them yet. */
  private final List<List<Part>> levels = new ArrayList<>();

  /** A part of the file: a link, and how many bytes of the file are below it. */
  private record Part(Link link, long fileBytes) {}

  /** Returns a link to a file of these bytes. */
  public static Link of(byte[] content) {
    FileHash hash = new FileHash();
    hash.update(ByteBuffer.wrap(content));
    return hash.end();
  }

  /** Takes the next bytes, and leaves the position of the buffer where it is. */
  public void update(ByteBuffer bytes) {
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      int length = Math.min(rest.remaining(), CHUNK - chunkBytes);
      chunk.update(rest.slice(rest.position(), length));
      rest.position(rest.position() + length);
      chunkBytes += length;
      if (chunkBytes == CHUNK) {
        endChunk();
      }
    }
  }

  private void endChunk() {
    // Resets the digest for the next chunk.
    Link leaf = new Link(new ContentId(ContentId.RAW, chunk.digest()), chunkBytes);
    add(0, new Part(leaf, chunkBytes));
    chunkBytes = 0;
  }

  private void add(int level, Part part) {
    if (levels.size() == level) {
      levels.add(new ArrayList<>());
    }
    List<Part> parts = levels.get(level);
    if (parts.size() == WIDTH) {
      // Only now: a file of exactly so many parts needs no level above this block.
      Part parent = join(parts);
      parts.clear();
      add(level + 1, parent);
    }
    parts.add(part);
  }

  private static Part join(List<Part> parts) {
    NodeBlock block = new NodeBlock();
    long fileBytes = 0;
    for (Part part : parts) {
      block.link("", part.link());
      fileBytes += part.fileBytes();
    }
    ByteArrayOutputStream data = NodeBlock.data(NodeBlock.FILE);
    NodeBlock.number(data, FILE_SIZE, fileBytes);
    for (Part part : parts) {
      NodeBlock.number(data, BLOCK_SIZES, part.fileBytes());
    }
    return new Part(block.end(data), fileBytes);
  }

  /** Ends the file, and returns a link to it; nothing may be taken afterwards. */
  public Link end() {
    if (chunkBytes > 0 || levels.isEmpty()) {
      endChunk();
    }
    for (int level = 0; ; level++) {
      List<Part> parts = levels.get(level);
      boolean top = level + 1 == levels.size();
      if (top && parts.size() == 1) {
        return parts.get(0).link();
      }
      add(level + 1, join(parts));
    }
  }
}
