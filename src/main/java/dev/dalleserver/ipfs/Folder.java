package dev.dalleserver.ipfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Computes the identifier of a folder from its entries: one block, or, where that would be larger
 * than 256 KiB, a tree that is divided by the hashes of the names (HAMT).
 */
public final class Folder {
  /** More than this, and the folder is divided. */
  private static final int LARGEST = 256 * 1024;

  private static final int FANOUT = 256;
  private static final int HASH_TYPE_MURMUR3 = 0x22;
  private static final int DATA = 2;
  private static final int HASH_TYPE = 5;
  private static final int FANOUT_FIELD = 6;

  private Folder() {}

  /** An entry: a file or a folder. */
  public record Entry(String name, Link link) {
    private byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }

    private int size() {
      return nameBytes().length + ContentId.LENGTH;
    }
  }

  /** An entry with the hash of its name. */
  private record Hashed(Entry entry, byte[] hash) {}

  /** Returns a link to a folder of these entries, whose names differ. */
  public static Link of(List<Entry> entries) {
    long size = entries.stream().mapToLong(Entry::size).sum();
    if (size > LARGEST) {
      List<Hashed> hashed =
          entries.stream().map(it -> new Hashed(it, Murmur3.hash(it.nameBytes()))).toList();
      return shard(hashed, 0);
    }
    NodeBlock block = new NodeBlock();
    entries.stream()
        .sorted(Comparator.comparing(Entry::nameBytes, Arrays::compareUnsigned))
        .forEach(it -> block.link(it.name(), it.link()));
    return block.end(NodeBlock.data(NodeBlock.DIRECTORY));
  }

  /**
   * @param depth which byte of the hashes divides the entries
   */
  private static Link shard(List<Hashed> entries, int depth) {
    List<List<Hashed>> children = divide(entries, depth);
    NodeBlock block = new NodeBlock();
    byte[] bits = new byte[FANOUT / 8];
    for (int i = 0; i < FANOUT; i++) {
      List<Hashed> child = children.get(i);
      if (child.isEmpty()) {
        continue;
      }
      // The first child has the last bit.
      bits[bits.length - 1 - i / 8] |= (byte) (1 << i % 8);
      String prefix = "%02X".formatted(i);
      if (child.size() == 1) {
        Entry only = child.get(0).entry();
        block.link(prefix + only.name(), only.link());
      } else {
        block.link(prefix, shard(child, depth + 1));
      }
    }
    ByteArrayOutputStream data = NodeBlock.data(NodeBlock.SHARD);
    NodeBlock.bytes(data, DATA, withoutLeadingZeros(bits));
    NodeBlock.number(data, HASH_TYPE, HASH_TYPE_MURMUR3);
    NodeBlock.number(data, FANOUT_FIELD, FANOUT);
    return block.end(data);
  }

  private static List<List<Hashed>> divide(List<Hashed> entries, int depth) {
    List<List<Hashed>> children = new ArrayList<>();
    for (int i = 0; i < FANOUT; i++) {
      children.add(new ArrayList<>());
    }
    entries.forEach(it -> children.get(it.hash()[depth] & 0xff).add(it));
    return children;
  }

  private static byte[] withoutLeadingZeros(byte[] bits) {
    int first = 0;
    while (bits[first] == 0) {
      first++;
    }
    return Arrays.copyOfRange(bits, first, bits.length);
  }
}
