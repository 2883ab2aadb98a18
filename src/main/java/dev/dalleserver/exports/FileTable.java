package dev.dalleserver.exports;

import dev.dalleserver.ipfs.ContentId;
import dev.dalleserver.ipfs.Link;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What is known of the files of an export, in 96 bytes each, without their names. */
final class FileTable {
  /** The memory that each file takes. */
  static final int ROW = 96;

  private static final int DIGEST = 32;

  private byte[] rows = new byte[64 * ROW];
  private int count;

  /**
   * One file.
   *
   * @param code tells its name
   * @param offset where it begins in the ZIP file
   */
  record Row(int code, long offset, Measured measured) {}

  void add(Row row) {
    if ((count + 1) * (long) ROW > rows.length) {
      rows = Arrays.copyOf(rows, Math.multiplyExact(rows.length, 2));
    }
    Measured measured = row.measured();
    ByteBuffer.wrap(rows, count * ROW, ROW)
        .putInt(row.code())
        .putLong(row.offset())
        .putLong(measured.size())
        .putInt(measured.checksum())
        .putInt(measured.link().id().codec())
        .putInt((int) measured.link().treeBytes())
        .put(measured.sha256())
        .put(measured.link().id().digest());
    count++;
  }

  Row get(int index) {
    ByteBuffer row = ByteBuffer.wrap(rows, index * ROW, ROW);
    int code = row.getInt();
    long offset = row.getLong();
    long size = row.getLong();
    int checksum = row.getInt();
    int codec = row.getInt();
    long treeBytes = Integer.toUnsignedLong(row.getInt());
    byte[] sha256 = new byte[DIGEST];
    byte[] digest = new byte[DIGEST];
    row.get(sha256).get(digest);
    return new Row(
        code,
        offset,
        new Measured(size, checksum, sha256, new Link(new ContentId(codec, digest), treeBytes)));
  }

  int size() {
    return count;
  }
}
