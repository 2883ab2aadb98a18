package dev.dalleserver.ipfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A block with links (dag-pb) while it is written: first the links, then the data, which says in
 * the form of UnixFS what the block is. Both are protocol buffers, written by hand: five fields
 * need no library.
 *
 * @see <a href="https://ipld.io/specs/codecs/dag-pb/spec/">DAG-PB</a>
 * @see <a href="https://specs.ipfs.tech/unixfs/">UnixFS</a>
 */
final class NodeBlock {
  /** The kinds of blocks in UnixFS. */
  static final int DIRECTORY = 1;

  static final int FILE = 2;
  static final int SHARD = 5;

  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private long treeBytes;

  /** Adds a link; the caller knows the order. */
  void link(String name, Link target) {
    ByteArrayOutputStream link = new ByteArrayOutputStream();
    bytes(link, 1, target.id().bytes());
    // Written also when it is empty.
    bytes(link, 2, name.getBytes(StandardCharsets.UTF_8));
    number(link, 3, target.treeBytes());
    bytes(block, 2, link.toByteArray());
    treeBytes += target.treeBytes();
  }

  /** Ends the block with its data, and returns a link to it. */
  Link end(ByteArrayOutputStream data) {
    bytes(block, 1, data.toByteArray());
    byte[] whole = block.toByteArray();
    return new Link(ContentId.ofNode(whole), treeBytes + whole.length);
  }

  /** Begins the data of a block. */
  static ByteArrayOutputStream data(int kind) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    number(data, 1, kind);
    return data;
  }

  static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3 | VARINT);
    varint(out, value);
  }

  static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (long) field << 3 | BYTES);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
