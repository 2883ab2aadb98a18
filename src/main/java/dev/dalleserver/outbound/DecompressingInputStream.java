package dev.dalleserver.outbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that decompresses bytes that begin as gzip or zlib, whatever the headers of the answer
 * say, and passes on all others. Reads nothing before its caller reads the first byte. Confined to
 * one thread.
 */
public final class DecompressingInputStream extends InputStream {
  private static final int GZIP = 0x1f8b;

  private final InputStream source;
  private @Nullable InputStream in;

  public DecompressingInputStream(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return opened().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return length == 0 ? 0 : opened().read(target, offset, length);
  }

  private InputStream opened() throws IOException {
    InputStream known = in;
    if (known == null) {
      known = open();
      in = known;
    }
    return known;
  }

  private InputStream open() throws IOException {
    int first = source.read();
    if (first != GZIP >> 8 && first != 'x') {
      return joined(first < 0 ? new byte[0] : new byte[] {(byte) first});
    }
    int second = source.read();
    InputStream all =
        joined(second < 0 ? new byte[] {(byte) first} : new byte[] {(byte) first, (byte) second});
    if ((first << 8 | second) == GZIP) {
      return new GZIPInputStream(all);
    }
    // The second bytes of zlib's usual levels, none of which follows an x in a text.
    boolean zlib = first == 'x' && (second == 0x01 || second == 0x9c || second == 0xda);
    return zlib ? new InflaterInputStream(all) : all;
  }

  private InputStream joined(byte[] head) {
    return head.length == 0
        ? source
        : new SequenceInputStream(new ByteArrayInputStream(head), source);
  }

  @Override
  public void close() throws IOException {
    InputStream known = in;
    // The decompressor holds memory outside the heap until it is closed; it closes the source.
    (known == null ? source : known).close();
  }
}
