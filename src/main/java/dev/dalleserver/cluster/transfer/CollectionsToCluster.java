package dev.dalleserver.cluster.transfer;

import dev.dalleserver.cluster.collections.CollectionTransfer;
import dev.dalleserver.collections.CollectionFormat;
import dev.dalleserver.collections.CollectionId;
import dev.dalleserver.collections.CollectionStanding;
import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.CopyReport;
import dev.dalleserver.storage.CopyReport.Action;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The files in {@code collections/}, brought into the table of a cluster. */
final class CollectionsToCluster {
  private final DataLayout layout;
  private final ConfinedTree files;
  private final Set<Path> refused;
  private final CollectionTransfer cluster;
  private final boolean dryRun;
  private final CopyReport report;

  CollectionsToCluster(
      DataLayout layout,
      Set<Path> refused,
      CollectionTransfer cluster,
      boolean dryRun,
      CopyReport report) {
    this.layout = layout;
    this.files = ConfinedTree.below(layout.dataDirectory());
    this.refused = refused;
    this.cluster = cluster;
    this.dryRun = dryRun;
    this.report = report;
  }

  /** Returns true for what a crash has left of a collection: nothing is lost without it. */
  static boolean isLeftover(DataLayout layout, Path file) {
    String name = Objects.requireNonNull(file.getFileName()).toString();
    Optional<CollectionId> owner = CollectionFormat.owner(name);
    return file.startsWith(layout.collections())
        && owner.isPresent()
        && !Files.exists(layout.collections().resolve(CollectionFormat.listName(owner.get())));
  }

  void bring() throws IOException {
    if (files.lookUp(layout.collections()).filter(FolderEntry::isFolder).isEmpty()) {
      return;
    }
    for (FolderEntry entry : files.allEntries(layout.collections())) {
      Path file = layout.collections().resolve(entry.fileName());
      Optional<CollectionId> owner = CollectionFormat.owner(entry.name());
      if (refused.contains(file)) {
        continue;
      }
      if (owner.isEmpty() || !entry.isFile()) {
        boolean passedOver = PassedOverName.matches(entry.name());
        report.onFile(
            Action.LEFT,
            layout.relative(file),
            passedOver ? "a file of that name is passed over" : "no collection has such a file");
      } else if (CollectionFormat.isList(entry.name())) {
        bring(owner.get(), file);
      }
    }
  }

  private void bring(CollectionId id, Path file) throws IOException {
    Path stateFile = layout.collections().resolve(CollectionFormat.stateName(id));
    boolean hasState =
        !refused.contains(stateFile)
            && files.lookUp(stateFile).filter(FolderEntry::isFile).isPresent();
    CollectionFormat.Listed listed;
    CollectionStanding standing;
    try {
      listed = CollectionFormat.parseList(id, read(file));
      int size = listed.addresses().size();
      standing =
          hasState
              ? CollectionFormat.parseState(read(stateFile), size)
              : CollectionStanding.begun(size);
    } catch (IOException | RuntimeException e) {
      report.onFile(
          Action.FAILED, layout.relative(file), "it cannot be read: " + PlainReason.of(e));
      return;
    }
    bring(listed, standing, file, hasState ? Optional.of(stateFile) : Optional.empty());
  }

  private void bring(
      CollectionFormat.Listed listed,
      CollectionStanding standing,
      Path file,
      Optional<Path> stateFile)
      throws IOException {
    CollectionId id = listed.facts().id();
    Optional<CollectionTransfer.Stored> there = cluster.find(id);
    if (there.isPresent()) {
      boolean same = Arrays.equals(bytes(there.get().listed()), bytes(listed));
      boolean longer = !same && isBeginning(listed, there.get().listed());
      report.onFile(
          same ? Action.SAME : longer ? Action.LEFT : Action.KEPT,
          layout.relative(file),
          same
              ? ""
              : longer
                  ? "the cluster has it with more addresses"
                  : "the cluster has another collection of that id, which stays");
      stateFile.ifPresent(state -> compare(state, same, there.get().standing(), standing));
      return;
    }
    if (!dryRun) {
      cluster.put(listed, standing);
      CollectionTransfer.Stored stored =
          cluster.find(id).orElseThrow(() -> new IOException("the collection was not stored"));
      if (!Arrays.equals(bytes(stored.listed()), bytes(listed))) {
        throw new IOException("the collection " + id + " is not what was stored");
      }
    }
    report.onFile(Action.COPIED, layout.relative(file), "");
    stateFile.ifPresent(state -> report.onFile(Action.COPIED, layout.relative(state), ""));
  }

  private void compare(
      Path file, boolean sameList, CollectionStanding there, CollectionStanding here) {
    boolean same = sameList && Arrays.equals(state(there), state(here));
    report.onFile(
        same ? Action.SAME : Action.LEFT,
        layout.relative(file),
        same ? "" : "the cluster goes on from its own");
  }

  private static boolean isBeginning(CollectionFormat.Listed first, CollectionFormat.Listed whole) {
    byte[] some = first.addresses().bytes();
    byte[] all = whole.addresses().bytes();
    return some.length <= all.length
        && Arrays.equals(some, 0, some.length, all, 0, some.length)
        && first.facts().equals(whole.facts());
  }

  private byte[] read(Path file) throws IOException {
    return files.read(file, DirectoryToCluster.MAX_BYTES);
  }

  private static byte[] bytes(CollectionFormat.Listed listed) throws IOException {
    return CollectionFormat.list(listed.facts(), listed.addresses());
  }

  private static byte[] state(CollectionStanding standing) {
    try {
      return CollectionFormat.state(standing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
