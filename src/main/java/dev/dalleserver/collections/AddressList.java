package dev.dalleserver.collections;

import dev.dalleserver.picture.Address;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Different addresses in the order in which they were given, in 20 bytes each. Immutable. */
public final class AddressList {
  /** The list without addresses. */
  public static final AddressList EMPTY = new AddressList(new byte[0]);

  /** The bytes of an address. */
  static final int WIDTH = 20;

  /** The characters of an address. */
  private static final int LENGTH = 42;

  private static final HexFormat HEX = HexFormat.of();
  private static final long SEED = new SecureRandom().nextLong();
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final byte[] bytes;

  /**
   * @param bytes of all addresses; must not be changed
   */
  public AddressList(byte[] bytes) {
    if (bytes.length % WIDTH != 0) {
      throw new MalformedCollectionException("not a list of addresses");
    }
    this.bytes = bytes;
  }

  public int size() {
    return bytes.length / WIDTH;
  }

  /** Returns the address at a position, counted from 0. */
  public Address get(int position) {
    int from = position * WIDTH;
    return new Address("0x" + HEX.formatHex(bytes, from, from + WIDTH));
  }

  /** Returns the addresses from a position on. */
  public AddressList from(int position) {
    return new AddressList(Arrays.copyOfRange(bytes, position * WIDTH, bytes.length));
  }

  /** Returns these addresses, and after them those of {@code more} that are not among them. */
  AddressList with(AddressList more) {
    Builder all = new Builder(this);
    for (int i = 0; i < more.size(); i++) {
      all.add(more.get(i).value());
    }
    return all.build();
  }

  /** Returns the bytes of all addresses, which the caller must not change. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns an index that finds positions. */
  public Index index() {
    Index index = new Index(bytes, size());
    for (int i = 0; i < size(); i++) {
      index.put(i);
    }
    return index;
  }

  /** Positions by address: a table with open addressing, in four bytes an entry. */
  public static final class Index {
    private byte[] bytes;
    private int[] table;
    private int used;

    private Index(byte[] bytes, int expected) {
      this.bytes = bytes;
      this.table = newTable(expected);
    }

    private static int[] newTable(int expected) {
      int[] table = new int[Integer.highestOneBit(Math.max(16, expected * 2)) * 2];
      Arrays.fill(table, -1);
      return table;
    }

    /** Returns the position of an address, or -1. */
    public int find(Address address) {
      byte[] key = HEX.parseHex(address.value(), 2, address.value().length());
      return table[slot(key, 0)];
    }

    /** Adds a position; returns false when its address is there already. */
    private boolean put(int position) {
      if (used * 2 >= table.length) {
        grow();
      }
      int slot = slot(bytes, position * WIDTH);
      if (table[slot] >= 0) {
        return false;
      }
      table[slot] = position;
      used++;
      return true;
    }

    private void grow() {
      int[] old = table;
      table = newTable(old.length);
      for (int position : old) {
        if (position >= 0) {
          table[slot(bytes, position * WIDTH)] = position;
        }
      }
    }

    /** Returns the slot of an address, or the free one where it would be. */
    private int slot(byte[] key, int from) {
      int mask = table.length - 1;
      int slot = hash(key, from) & mask;
      while (table[slot] >= 0 && !isEqual(key, from, table[slot] * WIDTH)) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private boolean isEqual(byte[] key, int from, int other) {
      return Arrays.equals(key, from, from + WIDTH, bytes, other, other + WIDTH);
    }

    /** Mixes all bytes with a number that clients cannot know, so that none makes a table slow. */
    private static int hash(byte[] key, int from) {
      long hash = SEED;
      for (int i = 0; i < WIDTH; i++) {
        hash = (hash ^ key[from + i]) * MULTIPLIER;
        hash ^= hash >>> 29;
      }
      return (int) (hash >>> 32);
    }
  }

  /** What has become of a text. */
  public enum Addition {
    ADDED,
    /** It was added before. */
    REPEATED,
    NO_ADDRESS
  }

  /** Collects addresses and leaves repeated ones out. For one thread. */
  public static final class Builder {
    private byte[] bytes;
    private final Index index;
    private int size;

    /** Begins with no address. */
    public Builder() {
      this(EMPTY);
    }

    /** Begins with all addresses of a list. */
    public Builder(AddressList first) {
      this.bytes = Arrays.copyOf(first.bytes, Math.max(64 * WIDTH, first.bytes.length));
      this.size = first.size();
      this.index = new Index(bytes, Math.max(32, size));
      for (int i = 0; i < size; i++) {
        index.put(i);
      }
    }

    /** Adds an address in any mixture of cases. */
    public Addition add(String text) {
      if ((size + 1) * WIDTH > bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
        index.bytes = bytes;
      }
      if (!parse(text)) {
        return Addition.NO_ADDRESS;
      }
      boolean added = index.put(size);
      size += added ? 1 : 0;
      return added ? Addition.ADDED : Addition.REPEATED;
    }

    /**
     * Writes the address behind the others; by hand, since patterns would take most of the time.
     */
    private boolean parse(String text) {
      if (text.length() != LENGTH || text.charAt(0) != '0' || (text.charAt(1) | 0x20) != 'x') {
        return false;
      }
      for (int i = 0; i < WIDTH; i++) {
        char high = text.charAt(2 + 2 * i);
        char low = text.charAt(3 + 2 * i);
        if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
          return false;
        }
        bytes[size * WIDTH + i] =
            (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
      }
      return true;
    }

    public int size() {
      return size;
    }

    public AddressList build() {
      return new AddressList(Arrays.copyOf(bytes, size * WIDTH));
    }
  }
}
