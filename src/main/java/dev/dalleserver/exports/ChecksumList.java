package dev.dalleserver.exports;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * The checksums of all files before it, as {@code sha256sum --check} reads them.
 *
 * @param files how many there are; later the table has this list too
 */
record ChecksumList(ExportedFolder folder, int files) {
  Iterator<byte[]> pieces() {
    FileTable table = folder.table();
    return IntStream.range(0, files).mapToObj(i -> line(table.get(i))).iterator();
  }

  private byte[] line(FileTable.Row row) {
    String sum = HexFormat.of().formatHex(row.measured().sha256());
    return (sum + "  " + folder.path(row.code()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
