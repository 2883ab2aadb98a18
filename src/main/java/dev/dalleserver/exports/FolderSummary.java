package dev.dalleserver.exports;

import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionFacts;
import dev.dalleserver.ipfs.Folder;
import dev.dalleserver.picture.Address;
import dev.dalleserver.wire.JsonEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code collection.json}: what the collection is, the content identifiers of its folders and
 * files, and what was left out and why.
 */
final class FolderSummary {
  private final ExportedFolder folder;
  private final int total;
  private final BitSet there;
  private final Map<Integer, String> reasons = new HashMap<>();

  /** Takes note of what is true now: the text is made twice, and pictures are made meanwhile. */
  FolderSummary(ExportedFolder folder) {
    this.folder = folder;
    this.total = folder.addresses().size();
    this.there = new BitSet(total);
    AddressCollection collection = folder.collection();
    for (int i = 0; i < total; i++) {
      there.set(i, collection.isThere(i));
    }
    collection.failures(0, total).forEach(it -> reasons.put(it.position(), it.reason().error()));
  }

  /** The members before the lists. */
  private record Head(
      String id,
      String name,
      String series,
      String createdAt,
      int total,
      int included,
      Map<String, String> cids) {}

  /** An address with a picture, and the content identifiers of its files. */
  private record Item(
      String address, String checksumAddress, String image, String avatar, String metadata) {}

  /** An address without a picture. */
  private record LeftOut(String address, String reason) {}

  /** Returns the text in pieces; the same each time. */
  Iterator<byte[]> pieces() {
    int items = folder.table().size() / ExportedFolder.FOLDERS.length;
    Stream<byte[]> shown = IntStream.range(0, items).mapToObj(i -> item(i, i == 0));
    List<Integer> missing =
        IntStream.range(0, total).filter(i -> !folder.isIncluded(i)).boxed().toList();
    Stream<byte[]> left =
        IntStream.range(0, missing.size()).mapToObj(i -> leftOut(missing.get(i), i == 0));
    return Stream.of(
            Stream.of(head(items)),
            shown,
            Stream.of(text("\n],\"leftOut\":[")),
            left,
            Stream.of(text("\n]}\n")))
        .flatMap(part -> part)
        .iterator();
  }

  private byte[] head(int items) {
    CollectionFacts facts = folder.collection().facts();
    String head =
        new String(
            JsonEncoder.encode(
                new Head(
                    facts.id().value(),
                    facts.name(),
                    facts.series().value(),
                    facts.createdAt().toString(),
                    total,
                    items,
                    cids())),
            StandardCharsets.UTF_8);
    return text(head.substring(0, head.length() - 1) + ",\"items\":[");
  }

  /** Returns the identifiers of the folders. */
  private Map<String, String> cids() {
    Map<String, String> cids = new LinkedHashMap<>();
    FileTable table = folder.table();
    for (int kind = 0; kind < ExportedFolder.FOLDERS.length; kind++) {
      List<Folder.Entry> entries = new ArrayList<>();
      for (int i = 0; i < table.size(); i++) {
        FileTable.Row row = table.get(i);
        if (ExportedFolder.folder(row.code()) == kind) {
          entries.add(new Folder.Entry(folder.fileName(row.code()), row.measured().link()));
        }
      }
      cids.put(ExportedFolder.FOLDERS[kind], Folder.of(entries).id().text());
    }
    return cids;
  }

  private byte[] item(int index, boolean first) {
    FileTable table = folder.table();
    int row = index * ExportedFolder.FOLDERS.length;
    Address address = folder.addresses().get(table.get(row).code() / ExportedFolder.FOLDERS.length);
    Item item =
        new Item(address.value(), address.checksummed(), cid(row), cid(row + 1), cid(row + 2));
    return entry(item, first);
  }

  private String cid(int row) {
    return folder.table().get(row).measured().link().id().text();
  }

  private byte[] leftOut(int position, boolean first) {
    String reason =
        folder.isHidden(position)
            ? "it is hidden"
            : reasons.getOrDefault(
                position,
                there.get(position)
                    ? "its picture was removed, or cannot be used"
                    : "it has not been made");
    return entry(new LeftOut(folder.addresses().get(position).value(), reason), first);
  }

  private static byte[] entry(Object value, boolean first) {
    return text(
        (first ? "\n" : ",\n") + new String(JsonEncoder.encode(value), StandardCharsets.UTF_8));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
