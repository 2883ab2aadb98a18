package dev.dalleserver.names;

import dev.dalleserver.picture.Keccak256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * As much of the contract ABI of Ethereum as names need: calls with {@code bytes} and {@code
 * bytes32} arguments, and results with addresses, {@code bytes}, {@code string[]} and lists of
 * tuples.
 *
 * @see <a href="https://docs.soliditylang.org/en/latest/abi-spec.html">Contract ABI</a>
 */
final class Abi {
  static final int WORD = 32;
  private static final int SELECTOR = 4;

  private Abi() {}

  /** Returns the four bytes that name a function or an error, such as {@code addr(bytes32)}. */
  static byte[] selector(String signature) {
    return Arrays.copyOf(Keccak256.hash(signature.getBytes(StandardCharsets.US_ASCII)), SELECTOR);
  }

  static boolean startsWith(byte[] data, byte[] selector) {
    return data.length >= SELECTOR && Arrays.equals(Arrays.copyOf(data, SELECTOR), selector);
  }

  /** Returns what follows the selector. */
  static byte[] arguments(byte[] data) {
    return Arrays.copyOfRange(data, SELECTOR, data.length);
  }

  /** Encodes a call with arguments of the type {@code bytes}. */
  static byte[] call(byte[] selector, byte[]... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(selector);
    int offset = arguments.length * WORD;
    for (byte[] argument : arguments) {
      out.writeBytes(word(offset));
      offset += WORD + padded(argument.length);
    }
    for (byte[] argument : arguments) {
      out.writeBytes(word(argument.length));
      out.writeBytes(Arrays.copyOf(argument, padded(argument.length)));
    }
    return out.toByteArray();
  }

  /** Encodes a result of the types {@code bool[]} and {@code bytes[]}, of the same length. */
  static byte[] flagsAndBytes(boolean[] flags, List<byte[]> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int first = 2 * WORD;
    out.writeBytes(word(first));
    out.writeBytes(word(first + WORD + flags.length * WORD));
    out.writeBytes(word(flags.length));
    for (boolean flag : flags) {
      out.writeBytes(word(flag ? 1 : 0));
    }
    // A list of dynamic values is encoded as the arguments of a call are, behind its length.
    out.writeBytes(word(texts.size()));
    out.writeBytes(call(new byte[0], texts.toArray(new byte[0][])));
    return out.toByteArray();
  }

  /** Encodes a call with one argument of the type {@code bytes32}. */
  static byte[] callWithWord(byte[] selector, byte[] word) {
    byte[] call = Arrays.copyOf(selector, SELECTOR + WORD);
    System.arraycopy(word, 0, call, SELECTOR, WORD);
    return call;
  }

  static byte[] word(int value) {
    byte[] word = new byte[WORD];
    byte[] digits = BigInteger.valueOf(value).toByteArray();
    System.arraycopy(digits, 0, word, WORD - digits.length, digits.length);
    return word;
  }

  private static int padded(int length) {
    return (length + WORD - 1) / WORD * WORD;
  }

  static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  /** Reads a result; each method throws {@link MalformedException} where there is no such value. */
  static final class Reader {
    private final byte[] data;

    Reader(byte[] data) {
      this.data = data;
    }

    /** Returns the twenty bytes of an address in the word at a position, counted in words. */
    byte[] address(int index) {
      return slice(index * WORD + 12, 20);
    }

    /** Returns the first bytes of the word at a position. */
    byte[] fixedBytes(int index, int length) {
      return slice(index * WORD, length);
    }

    /** Returns the dynamic bytes that the word at a position refers to. */
    byte[] bytes(int index) {
      return bytesAt(number(index * WORD));
    }

    /** Returns the list of texts that the word at a position refers to. */
    List<String> texts(int index, int most) {
      int start = number(index * WORD);
      int count = Math.min(most, number(start));
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int first = Math.addExact(start, WORD);
        byte[] text = bytesAt(Math.addExact(first, number(first + i * WORD)));
        texts.add(new String(text, StandardCharsets.UTF_8));
      }
      return texts;
    }

    /** Returns the list of tuples that the word at a position refers to, each as a reader. */
    List<Reader> tuples(int index, int most) {
      int start = number(index * WORD);
      int count = number(start);
      if (count > most) {
        throw new MalformedException();
      }
      List<Reader> tuples = new ArrayList<>();
      int first = Math.addExact(start, WORD);
      for (int i = 0; i < count; i++) {
        int offset = Math.addExact(first, number(first + i * WORD));
        tuples.add(new Reader(slice(offset, data.length - offset)));
      }
      return tuples;
    }

    private byte[] bytesAt(int offset) {
      return slice(offset + WORD, number(offset));
    }

    private int number(int offset) {
      BigInteger value = new BigInteger(1, slice(offset, WORD));
      if (value.bitLength() > 24) {
        throw new MalformedException();
      }
      return value.intValue();
    }

    private byte[] slice(int offset, int length) {
      if (offset < 0 || length < 0 || offset > data.length - length) {
        throw new MalformedException();
      }
      return Arrays.copyOfRange(data, offset, offset + length);
    }
  }

  /** Bytes are not the encoding of the values that are read from them. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
