package dev.dalleserver.cluster.transfer;

import dev.dalleserver.cluster.catalog.PostgresSeriesRepository;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.s3.ArtifactRow;
import dev.dalleserver.cluster.s3.Bucket;
import dev.dalleserver.cluster.s3.BucketException;
import dev.dalleserver.cluster.s3.ObjectTransfer;
import dev.dalleserver.cluster.s3.RowPages;
import dev.dalleserver.series.SeriesDefinition;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.CopyReport;
import dev.dalleserver.storage.CopyReport.Action;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies what a cluster has stored into a data directory for one server. Nothing is changed in the
 * cluster, and no file of the directory replaced. Each file is compared by hash after it was
 * stored; a transfer that was cut off goes on where it was, and one that is repeated changes
 * nothing.
 */
public final class ClusterToDirectory {
  private static final int PAGE = 500;

  private static final String OTHER_THERE = "the directory has another file, which stays";

  private final ClusterContents cluster;
  private final RowPages pages;
  private final PostgresSeriesRepository series;
  private final DataLayout layout;
  private final Optional<FileStore> store;
  private final CopyReport report;

  /**
   * @param store of the directory; empty to store nothing
   */
  public ClusterToDirectory(
      Database database,
      Bucket bucket,
      DataLayout layout,
      Optional<FileStore> store,
      CopyReport report) {
    this.cluster = ClusterContents.of(database, bucket);
    this.pages = new RowPages(database);
    this.series = new PostgresSeriesRepository(database, Duration.ofDays(1));
    this.layout = layout;
    this.store = store;
    this.report =
        new CopyReport() {
          @Override
          public synchronized void onFile(Action action, String path, String detail) {
            report.onFile(action, path, detail);
          }
        };
  }

  /**
   * Brings all files, and reports each.
   *
   * @throws IOException when something cannot be stored, or the cluster is away
   */
  public void run() throws IOException {
    for (SeriesDefinition definition : series.all((location, reason) -> {})) {
      bringSeries(definition);
    }
    try (TransferWorkers workers = new TransferWorkers()) {
      String last = "";
      List<ArtifactRow> page;
      do {
        page = pages.afterPath(last, PAGE);
        for (ArtifactRow row : page) {
          last = row.path();
          workers.run(row.size(), () -> bring(row));
        }
      } while (page.size() == PAGE);
      workers.await();
    }
    for (Map.Entry<String, byte[]> file : StateFiles.of(cluster.state()).entrySet()) {
      bringState(file.getKey(), file.getValue());
    }
    long unfinished = cluster.state().unfinishedJobs();
    if (unfinished > 0) {
      report.onFile(
          Action.LEFT,
          "jobs",
          unfinished + " wait or are worked on; let the nodes finish them, and run this again");
    }
  }

  private void bringSeries(SeriesDefinition definition) throws IOException {
    String path = "series/" + definition.name() + ".json";
    bring(path, definition.json(), definition.modifiedAt());
  }

  private void bring(ArtifactRow row) throws IOException {
    if (!SourceDirectory.isArtifact(row.path()) && !SourceDirectory.isSetAside(row.path())) {
      boolean isBatch = row.path().startsWith("output/generations/");
      report.onFile(
          Action.LEFT,
          row.path(),
          isBatch ? "batches end with their server" : "a data directory has no such file");
      return;
    }
    if (row.size() > DirectoryToCluster.MAX_BYTES) {
      report.onFile(Action.FAILED, row.path(), "it is larger than any file of a server");
      return;
    }
    Instant modifiedAt = Instant.EPOCH.plusNanos(row.modifiedNanos());
    try {
      Optional<byte[]> there = read(row.path());
      if (there.isPresent()) {
        compare(row.path(), ObjectTransfer.hash(there.get()).equals(row.hash()), modifiedAt);
      } else {
        copy(row.path(), cluster.objects().read(row), modifiedAt);
      }
    } catch (BucketException e) {
      if (!e.isOfObject()) {
        throw e;
      }
      report.onFile(Action.FAILED, row.path(), PlainReason.of(e));
    }
  }

  private void bringState(String name, byte[] content) throws IOException {
    String path = "metrics/" + name;
    Optional<byte[]> there = read(path);
    if (there.isEmpty()) {
      copy(path, content, Instant.now());
    } else {
      boolean isSame = StateFiles.isSame(name, there.get(), content);
      report.onFile(isSame ? Action.SAME : Action.KEPT, path, isSame ? "" : OTHER_THERE);
    }
  }

  private void bring(String path, byte[] content, Instant modifiedAt) throws IOException {
    Optional<byte[]> there = read(path);
    if (there.isPresent()) {
      compare(path, Arrays.equals(there.get(), content), modifiedAt);
    } else {
      copy(path, content, modifiedAt);
    }
  }

  private void compare(String path, boolean isSame, Instant modifiedAt) throws IOException {
    if (!isSame) {
      report.onFile(Action.KEPT, path, OTHER_THERE);
      return;
    }
    if (store.isPresent()) {
      // After a crash between the two steps of a copy.
      Instant now = store.get().modifiedAt(file(path)).orElse(Instant.EPOCH);
      if (now.toEpochMilli() != modifiedAt.toEpochMilli()) {
        store.get().setModifiedAt(file(path), modifiedAt);
      }
    }
    report.onFile(Action.SAME, path, "");
  }

  private void copy(String path, byte[] content, Instant modifiedAt) throws IOException {
    if (store.isPresent()) {
      store.get().write(file(path), content);
      store.get().setModifiedAt(file(path), modifiedAt);
      if (!Arrays.equals(store.get().read(file(path)).orElse(new byte[0]), content)) {
        throw new IOException(path + " is not what was written");
      }
    }
    report.onFile(Action.COPIED, path, "");
  }

  private Optional<byte[]> read(String path) throws IOException {
    if (store.isPresent()) {
      return store.get().read(file(path));
    }
    if (!Files.isDirectory(layout.dataDirectory())) {
      return Optional.empty();
    }
    try {
      ConfinedTree files = ConfinedTree.below(layout.dataDirectory());
      return Optional.of(files.read(file(path), DirectoryToCluster.MAX_BYTES));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path file(String path) {
    return layout.dataDirectory().resolve(path);
  }
}
