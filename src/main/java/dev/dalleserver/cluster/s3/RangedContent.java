package dev.dalleserver.cluster.s3;

import dev.dalleserver.storage.ArtifactContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of an object that is read from the bucket in pieces, because it is not kept here. */
final class RangedContent implements ArtifactContent {
  private static final int PIECE = 1 << 20;

  private final Bucket bucket;
  private final String object;
  private final long size;

  /** The last piece that was read; replaced whole. */
  private volatile @Nullable Piece piece;

  @SuppressWarnings("ArrayRecordComponent") // Not compared.
  private record Piece(long from, byte[] bytes) {
    boolean has(long offset) {
      return offset >= from && offset < from + bytes.length;
    }
  }

  RangedContent(Bucket bucket, String object, long size) {
    this.bucket = bucket;
    this.object = object;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    if (from >= size) {
      return -1;
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    Piece present = piece;
    if (present == null || !present.has(from)) {
      int length = (int) Math.min(PIECE, size - from);
      present = new Piece(from, bucket.getRange(object, from, length));
      if (present.bytes().length == 0) {
        throw new BucketException("an object is shorter than it was", null);
      }
      piece = present;
    }
    int start = (int) (from - present.from());
    int length = Math.min(target.remaining(), present.bytes().length - start);
    target.put(present.bytes(), start, length);
    return length;
  }

  @Override
  public InputStream stream() {
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = RangedContent.this.read(ByteBuffer.wrap(target, offset, length), position);
        position += Math.max(0, count);
        return count;
      }
    };
  }

  @Override
  public void close() {
    piece = null;
  }
}
