package dev.dalleserver.exports;

import dev.dalleserver.collections.AddressCollection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A collection as a ZIP file, piece by piece; the same pictures give the same bytes. Nothing is
 * compressed, since pictures are already. Each file is read twice: for its checksum, which stands
 * before its bytes, and to be sent. For one thread at a time.
 */
public final class ZipPieces {
  /** What the rows of the files and the folders' identifiers take for each address. */
  private static final int BYTES_PER_ADDRESS = 600;

  private static final int BATCH = 16 * 1024;
  private static final int LOCAL_HEADER = 30;
  private static final int CENTRAL_HEADER = 46;
  private static final int VERSION = 20;
  private static final int VERSION_64 = 45;
  private static final int MADE_ON_UNIX = 3 << 8;
  private static final int UTF_8_NAMES = 1 << 11;

  /** The first of January 1980, the earliest date that there is. */
  private static final int DATE = 0x21;

  private static final int REGULAR_FILE = 0100644 << 16;
  private static final long MAX_32 = 0xffffffffL;
  private static final int MAX_16 = 0xffff;

  private final ExportedFolder folder;
  private ExportedFolder.@Nullable Pending current;
  private long written;
  private long directoryBegin = -1;
  private int listed;
  private boolean ended;

  /**
   * @param base what comes before {@code <address>.png} in the links of the metadata; empty for
   *     links relative to its folder
   */
  public ZipPieces(AddressCollection collection, ExportSources sources, String base) {
    this.folder = new ExportedFolder(collection, sources, base);
  }

  /** Returns how much memory the file takes while it is sent. */
  public static long memoryFor(AddressCollection collection) {
    return 4L * FileContent.PIECE
        + AvatarPrefetch.memory()
        + (long) BYTES_PER_ADDRESS * collection.addresses().size();
  }

  /** Returns false once {@link #next} has returned the last piece. */
  public boolean hasMore() {
    return !ended;
  }

  /**
   * Returns the next piece, of at least one byte. Its bytes do not change until the next call.
   *
   * @throws IOException when the rest cannot be read
   */
  public ByteBuffer next() throws IOException {
    ByteBuffer piece = make();
    written += piece.remaining();
    return piece;
  }

  private ByteBuffer make() throws IOException {
    ExportedFolder.Pending open = current;
    if (open != null) {
      ByteBuffer piece = open.content().next();
      if (piece != null) {
        return piece;
      }
      open.content().close();
      current = null;
    }
    if (directoryBegin < 0) {
      ExportedFolder.Pending file = folder.next();
      if (file != null) {
        return begin(file);
      }
      directoryBegin = written;
    }
    if (listed < folder.table().size()) {
      return directory();
    }
    ended = true;
    return end();
  }

  private ByteBuffer begin(ExportedFolder.Pending file) throws IOException {
    current = file;
    Measured measured = Measured.of(file.content());
    file.content().rewind();
    folder.sent(file, written, measured);
    byte[] name = name(file.code());
    return little(LOCAL_HEADER + name.length)
        .putInt(0x04034b50)
        .putShort((short) VERSION)
        .putShort((short) UTF_8_NAMES)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) DATE)
        .putInt(measured.checksum())
        .putInt((int) measured.size())
        .putInt((int) measured.size())
        .putShort((short) name.length)
        .putShort((short) 0)
        .put(name)
        .flip();
  }

  private byte[] name(int code) {
    return folder.path(code).getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer directory() {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    while (listed < folder.table().size() && batch.size() < BATCH) {
      batch.writeBytes(directoryEntry(folder.table().get(listed++)));
    }
    return ByteBuffer.wrap(batch.toByteArray());
  }

  private byte[] directoryEntry(FileTable.Row row) {
    byte[] name = name(row.code());
    boolean far = row.offset() >= MAX_32;
    int extra = far ? 4 + Long.BYTES : 0;
    ByteBuffer entry =
        little(CENTRAL_HEADER + name.length + extra)
            .putInt(0x02014b50)
            .putShort((short) (MADE_ON_UNIX | (far ? VERSION_64 : VERSION)))
            .putShort((short) (far ? VERSION_64 : VERSION))
            .putShort((short) UTF_8_NAMES)
            .putShort((short) 0)
            .putShort((short) 0)
            .putShort((short) DATE)
            .putInt(row.measured().checksum())
            .putInt((int) row.measured().size())
            .putInt((int) row.measured().size())
            .putShort((short) name.length)
            .putShort((short) extra)
            .putShort((short) 0)
            .putShort((short) 0)
            .putShort((short) 0)
            .putInt(REGULAR_FILE)
            .putInt((int) Math.min(row.offset(), MAX_32))
            .put(name);
    if (far) {
      entry.putShort((short) 1).putShort((short) Long.BYTES).putLong(row.offset());
    }
    return entry.array();
  }

  private ByteBuffer end() {
    int files = folder.table().size();
    long directorySize = written - directoryBegin;
    boolean large = files >= MAX_16 || directoryBegin >= MAX_32 || directorySize >= MAX_32;
    ByteBuffer end = little(22 + (large ? 56 + 20 : 0));
    if (large) {
      end.putInt(0x06064b50)
          .putLong(44)
          .putShort((short) (MADE_ON_UNIX | VERSION_64))
          .putShort((short) VERSION_64)
          .putInt(0)
          .putInt(0)
          .putLong(files)
          .putLong(files)
          .putLong(directorySize)
          .putLong(directoryBegin)
          .putInt(0x07064b50)
          .putInt(0)
          .putLong(written)
          .putInt(1);
    }
    short count = (short) Math.min(files, MAX_16);
    return end.putInt(0x06054b50)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort(count)
        .putShort(count)
        .putInt((int) Math.min(directorySize, MAX_32))
        .putInt((int) Math.min(directoryBegin, MAX_32))
        .putShort((short) 0)
        .flip();
  }

  /** Closes what is open. */
  public void close() {
    if (current != null) {
      current.content().close();
    }
    folder.close();
  }
}
