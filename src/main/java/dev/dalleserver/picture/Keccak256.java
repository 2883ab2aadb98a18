package dev.dalleserver.picture;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The hash that Ethereum uses: Keccak with a 256-bit digest and the padding of the original
 * submission. The JDK only has the later standard, which pads differently.
 *
 * @see <a href="https://keccak.team/keccak_specs_summary.html">Keccak specifications summary</a>
 */
public final class Keccak256 {
  private static final int RATE = 136;
  private static final int LANES = 25;
  private static final int ROUNDS = 24;
  private static final long[] ROUND_CONSTANTS = roundConstants();

  private Keccak256() {}

  /** Returns the hash of a text in ASCII as 64 lower-case hex digits. */
  static String hex(String text) {
    return HexFormat.of().formatHex(hash(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Returns the 32 bytes of the hash. */
  public static byte[] hash(byte[] message) {
    long[] state = new long[LANES];
    byte[] padded = pad(message);
    for (int block = 0; block < padded.length; block += RATE) {
      for (int i = 0; i < RATE; i++) {
        state[i / 8] ^= (padded[block + i] & 0xffL) << (8 * (i % 8));
      }
      permute(state);
    }
    byte[] digest = new byte[32];
    for (int i = 0; i < digest.length; i++) {
      digest[i] = (byte) (state[i / 8] >>> (8 * (i % 8)));
    }
    return digest;
  }

  private static byte[] pad(byte[] message) {
    byte[] padded = new byte[(message.length / RATE + 1) * RATE];
    System.arraycopy(message, 0, padded, 0, message.length);
    padded[message.length] = 0x01;
    padded[padded.length - 1] |= (byte) 0x80;
    return padded;
  }

  private static void permute(long[] a) {
    for (int round = 0; round < ROUNDS; round++) {
      theta(a);
      chi(a, rhoAndPi(a));
      a[0] ^= ROUND_CONSTANTS[round];
    }
  }

  private static void theta(long[] a) {
    long[] parity = new long[5];
    for (int x = 0; x < 5; x++) {
      parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    }
    for (int x = 0; x < 5; x++) {
      long mix = parity[(x + 4) % 5] ^ Long.rotateLeft(parity[(x + 1) % 5], 1);
      for (int y = 0; y < LANES; y += 5) {
        a[x + y] ^= mix;
      }
    }
  }

  private static long[] rhoAndPi(long[] a) {
    long[] b = new long[LANES];
    b[0] = a[0];
    int x = 1;
    int y = 0;
    // The rotation of the t-th lane of this walk is the t-th triangular number.
    for (int t = 0; t < ROUNDS; t++) {
      long rotated = Long.rotateLeft(a[x + 5 * y], (t + 1) * (t + 2) / 2 % 64);
      int next = (2 * x + 3 * y) % 5;
      x = y;
      y = next;
      b[x + 5 * y] = rotated;
    }
    return b;
  }

  private static void chi(long[] a, long[] b) {
    for (int y = 0; y < LANES; y += 5) {
      for (int x = 0; x < 5; x++) {
        a[x + y] = b[x + y] ^ (~b[(x + 1) % 5 + y] & b[(x + 2) % 5 + y]);
      }
    }
  }

  /** Computes the constants with a shift register over x^8 + x^6 + x^5 + x^4 + 1. */
  private static long[] roundConstants() {
    long[] constants = new long[ROUNDS];
    int register = 1;
    for (int round = 0; round < ROUNDS; round++) {
      for (int j = 0; j <= 6; j++) {
        if ((register & 1) != 0) {
          constants[round] |= 1L << ((1 << j) - 1);
        }
        register = (register << 1) ^ ((register >> 7) * 0x171);
      }
    }
    return constants;
  }
}
