package dev.dalleserver.ipfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first 64 bits of MurmurHash3 x64 128 with the seed 0, by which IPFS divides large folders.
 *
 * @see <a href="https://github.com/aappleby/smhasher">Austin Appleby's algorithm</a>, in the public
 *     domain
 */
final class Murmur3 {
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final int BLOCK = 16;

  private Murmur3() {}

  /** Returns the hash, its highest byte first. */
  static byte[] hash(byte[] text) {
    ByteBuffer bytes = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
    long h1 = 0;
    long h2 = 0;
    while (bytes.remaining() >= BLOCK) {
      h1 ^= mix1(bytes.getLong());
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2(bytes.getLong());
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    byte[] tail = new byte[BLOCK];
    bytes.get(tail, 0, bytes.remaining());
    ByteBuffer last = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    // Zeros change nothing.
    h1 ^= mix1(last.getLong());
    h2 ^= mix2(last.getLong());
    h1 ^= text.length;
    h2 ^= text.length;
    h1 += h2;
    h2 += h1;
    h1 = end(h1) + end(h2);
    return ByteBuffer.allocate(Long.BYTES).putLong(h1).array();
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long end(long hash) {
    long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
