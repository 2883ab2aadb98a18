package dev.dalleserver.cluster.transfer;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.s3.ArtifactRow;
import dev.dalleserver.cluster.s3.Bucket;
import dev.dalleserver.cluster.s3.BucketException;
import dev.dalleserver.cluster.s3.ObjectTransfer;
import dev.dalleserver.doctor.DoctorReport;
import dev.dalleserver.doctor.Problem;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.series.LocalSeriesRepository;
import dev.dalleserver.series.SeriesDefinition;
import dev.dalleserver.storage.CopyReport;
import dev.dalleserver.storage.CopyReport.Action;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Copies a data directory into a cluster. Nothing is changed in the directory, and nothing replaced
 * in the cluster, which may be in use. Each file is compared by hash after it was stored; a
 * transfer that was cut off goes on where it was, and one that is repeated changes nothing.
 */
public final class DirectoryToCluster {
  /** As many as {@code doctor} reads of a file. */
  static final int MAX_BYTES = 64 << 20;

  private static final String OTHER_THERE = "the cluster has another file, which stays";

  private final DataLayout layout;
  private final ClusterContents cluster;
  private final Consumer<PictureKey> catalog;
  private final boolean dryRun;
  private final CopyReport report;
  private final Set<Path> refused = new HashSet<>();
  private final SourceDirectory source;

  /**
   * @param catalog told of each picture that was brought
   * @param dryRun whether nothing is stored
   */
  public DirectoryToCluster(
      DataLayout layout,
      Database database,
      Bucket bucket,
      Consumer<PictureKey> catalog,
      boolean dryRun,
      CopyReport report) {
    this.layout = layout;
    this.cluster = ClusterContents.of(database, bucket);
    this.catalog = catalog;
    this.dryRun = dryRun;
    this.report = new OneAtATime(report);
    this.source = new SourceDirectory(layout, refused, this.report);
  }

  /**
   * Brings all files, and reports each.
   *
   * @param examined what {@code doctor} says of the directory
   * @throws IOException when the directory cannot be listed, or something cannot be stored
   */
  public void run(DoctorReport examined) throws IOException {
    refuse(examined);
    bringSeries();
    try (TransferWorkers workers = new TransferWorkers()) {
      for (Path series : source.seriesFolders()) {
        for (List<SourceFile> picture : source.pictures(series)) {
          workers.run(bytes(picture), () -> bringPicture(picture));
        }
      }
      for (SourceFile other : source.others()) {
        workers.run(other.bytes(), () -> bring(List.of(other)));
      }
      workers.await();
    }
    new StateFiles(layout, refused, cluster.state(), dryRun, report).bring();
    leaveRest();
  }

  private static long bytes(List<SourceFile> files) {
    return files.stream().mapToLong(SourceFile::bytes).max().orElse(0);
  }

  /** Names what is broken, and keeps it from being brought. */
  private void refuse(DoctorReport examined) {
    for (Problem problem : examined.problems()) {
      Path file = layout.dataDirectory().resolve(problem.location()).normalize();
      boolean isFolder = Files.isDirectory(file) && problem.fileToMove().isEmpty();
      if (isFolder && !Files.isSymbolicLink(file)) {
        // Its rights, or its disk: what is said of a folder that a server would write to.
        continue;
      }
      refused.add(file);
      boolean isLeftover =
          file.startsWith(layout.temporary())
              || file.startsWith(layout.generations())
              || problem.location().endsWith(".part");
      report.onFile(
          isLeftover ? Action.LEFT : Action.FAILED, problem.location(), problem.description());
    }
  }

  private void bringSeries() throws IOException {
    LocalSeriesRepository definitions = new LocalSeriesRepository(layout.seriesDefinitions());
    List<SeriesDefinition> all =
        definitions.all(
            (location, reason) -> {
              if (refused.add(layout.dataDirectory().resolve(location))) {
                report.onFile(Action.FAILED, location, reason);
              }
            });
    for (SeriesDefinition definition : all) {
      if (!refused.contains(layout.dataDirectory().resolve(definition.location()))) {
        bring(definition);
      }
    }
  }

  private void bring(SeriesDefinition definition) throws IOException {
    Optional<byte[]> there = cluster.series().find(definition.name());
    if (there.isEmpty() && !dryRun) {
      cluster.series().put(definition.name(), definition.json(), definition.modifiedAt());
      there = cluster.series().find(definition.name());
      if (!Arrays.equals(there.orElse(new byte[0]), definition.json())) {
        throw new IOException("the series " + definition.name() + " is not what was stored");
      }
      report.onFile(Action.COPIED, definition.location(), "");
    } else if (there.isEmpty()) {
      report.onFile(Action.COPIED, definition.location(), "");
    } else if (Arrays.equals(there.get(), definition.json())) {
      report.onFile(Action.SAME, definition.location(), "");
    } else {
      report.onFile(
          Action.KEPT,
          definition.location(),
          "the cluster has another series of that name, which stays");
    }
  }

  private void bringPicture(List<SourceFile> files) throws IOException {
    bring(files);
    String[] parts = files.get(0).target().split("/", -1);
    boolean hasWords =
        files.stream().anyMatch(file -> file.target().startsWith("selector/", prefix(parts)));
    // What has no words of its own is left to a node, which knows how to make them.
    if (!dryRun && hasWords) {
      catalog.accept(PictureKey.parse(parts[1], files.get(0).stem()));
    }
  }

  private static int prefix(String[] parts) {
    return parts[0].length() + parts[1].length() + 2;
  }

  /** What was found of a file that is to be brought. */
  private record Found(SourceFile file, String hash, Optional<ArtifactRow> row) {
    boolean differs() {
      return row.isPresent() && !row.get().hash().equals(hash);
    }
  }

  /**
   * Brings files that belong together. When the cluster has another one of them, its missing ones
   * stay missing: the words of one picture must not come beside another.
   */
  private void bring(List<SourceFile> files) throws IOException {
    List<Found> found = new ArrayList<>();
    for (SourceFile file : files) {
      try {
        String hash = ObjectTransfer.hash(source.read(file, MAX_BYTES));
        found.add(new Found(file, hash, cluster.objects().find(file.target())));
      } catch (IOException e) {
        report.onFile(Action.FAILED, file.path(), "it cannot be read: " + PlainReason.of(e));
      }
    }
    boolean conflict = found.stream().anyMatch(Found::differs);
    for (Found each : found) {
      if (each.differs()) {
        report.onFile(Action.KEPT, each.file().path(), OTHER_THERE);
      } else if (each.row().isPresent()) {
        confirm(each, each.row().get());
      } else if (conflict) {
        report.onFile(
            Action.KEPT,
            each.file().path(),
            "the cluster has another file of this picture, which stays");
      } else {
        copy(each);
      }
    }
  }

  /** Makes sure of what an earlier transfer has brought. */
  private void confirm(Found found, ArtifactRow row) throws IOException {
    if (!dryRun) {
      cluster.objects().setModified(row, found.file().modifiedNanos());
    }
    try {
      cluster.objects().read(row);
      report.onFile(Action.SAME, found.file().path(), "");
    } catch (BucketException e) {
      if (!e.isOfObject()) {
        throw e;
      }
      // Its object is missing or damaged, and here are the bytes.
      copy(found);
    }
  }

  private void copy(Found found) throws IOException {
    SourceFile file = found.file();
    if (!dryRun) {
      byte[] content = source.read(file, MAX_BYTES);
      if (!ObjectTransfer.hash(content).equals(found.hash())) {
        report.onFile(Action.FAILED, file.path(), "it was changed while it was read");
        return;
      }
      ArtifactRow row = cluster.objects().put(file.target(), content, file.modifiedNanos());
      cluster.objects().read(row);
    }
    boolean isRenamed = !file.path().equals(file.target());
    report.onFile(isRenamed ? Action.RENAMED : Action.COPIED, file.path(), file.target());
  }

  private void leaveRest() {
    if (Files.isDirectory(layout.databases())) {
      report.onFile(
          Action.LEFT,
          layout.relative(layout.databases()),
          "copy it into the data directory of each node");
    }
  }

  /** Passes on what several workers report. */
  private record OneAtATime(CopyReport report) implements CopyReport {
    @Override
    public synchronized void onFile(Action action, String path, String detail) {
      report.onFile(action, path, detail);
    }
  }
}
