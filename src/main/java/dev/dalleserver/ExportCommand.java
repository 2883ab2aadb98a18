package dev.dalleserver;

import dev.dalleserver.cli.CopyProgress;
import dev.dalleserver.cli.DoctorCommand;
import dev.dalleserver.cluster.catalog.PostgresCatalog;
import dev.dalleserver.cluster.postgres.DatabaseException;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.Schema;
import dev.dalleserver.cluster.postgres.SchemaException;
import dev.dalleserver.cluster.postgres.WriteFence;
import dev.dalleserver.cluster.s3.ArtifactRows;
import dev.dalleserver.cluster.s3.BucketArtifacts;
import dev.dalleserver.cluster.s3.BucketException;
import dev.dalleserver.cluster.s3.ObjectCache;
import dev.dalleserver.cluster.transfer.ClusterToDirectory;
import dev.dalleserver.cluster.transfer.DirectoryToCluster;
import dev.dalleserver.console.EscapedText;
import dev.dalleserver.doctor.Doctor;
import dev.dalleserver.doctor.DoctorReport;
import dev.dalleserver.gallery.PictureReader;
import dev.dalleserver.settings.ClusterSettings;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.DataDirectoryException;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The {@code export} command: a data directory into a cluster, and a cluster into a directory. */
final class ExportCommand {
  /** The output of {@code export --help}. */
  static final String HELP =
      """
      Copies what is stored to another kind of store.

      Usage: ./run.sh export cluster [flags]
                 a data directory into the cluster that the settings name
             ./run.sh export directory <directory> [flags]
                 the cluster that the settings name into a data directory
         or: java -jar dalleserver.jar export ...

        --data-dir <directory>   (default: the working directory, or TB_DALLE_DATA_DIR)
            with "cluster", what is copied; no server may be using it

        --database-url <url> --bucket <url>, and the other settings of a cluster
            where the cluster is; its nodes may run

        --dry-run
            say what would be done with each file, and change nothing

      Nothing is moved or changed in the source, and nothing of the target is overwritten.
      What "doctor" calls broken is named and not copied. Each copy is compared with its
      source by hash. When it was cut off, run it again: what is there already stays as it
      is, and is compared once more.

      Exits with 0 when all that the source has is there, and with 1 when the operator must
      look at something: a line "kept" or "failed".
      """;

  private static final int EXIT_DONE = 0;
  private static final int EXIT_PROBLEMS = 1;
  private static final int USAGE = 2;

  /** Enough for the pictures that are looked at for the gallery just after they were stored. */
  private static final long CACHE_BYTES = 256L << 20;

  private final Settings settings;
  private final boolean dryRun;
  private final PrintStream out;
  private final PrintStream err;

  ExportCommand(Settings settings, boolean dryRun, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.dryRun = dryRun;
    this.out = out;
    this.err = err;
  }

  /** Copies between two stores. */
  private interface Transfer {
    void run(ClusterAccess access, CopyProgress progress) throws Exception;
  }

  /** Copies the data directory of the settings into their cluster. */
  int toCluster() {
    DataLayout layout = new DataLayout(settings.dataDir());
    if (!Files.isDirectory(layout.dataDirectory())) {
      return fail("there is no directory " + layout.dataDirectory());
    }
    return transfer(
        (access, progress) -> {
          try (AutoCloseable held = DataDirectory.lockExisting(layout.dataDirectory())) {
            copyToCluster(layout, access, progress);
          }
        });
  }

  private void copyToCluster(DataLayout layout, ClusterAccess access, CopyProgress progress)
      throws IOException {
    prepareSchema(access);
    // The directory is the source and stays as it is, so copies of objects are kept elsewhere.
    Path folder = TemporaryFolder.create();
    try {
      BucketArtifacts artifacts =
          new BucketArtifacts(
              access.bucket(),
              new ObjectCache(folder.resolve("objects"), CACHE_BYTES),
              new ArtifactRows(access.database(), WriteFence.NONE),
              folder.resolve("incoming"));
      PostgresCatalog catalog =
          new PostgresCatalog(access.database(), new PictureReader(artifacts));
      DoctorReport report =
          new Doctor(layout, DoctorCommand.validators(), Clock.systemUTC()).examine();
      new DirectoryToCluster(
              layout, access.database(), access.bucket(), catalog::put, dryRun, progress)
          .run(report);
    } finally {
      TemporaryFolder.remove(folder);
    }
  }

  private void prepareSchema(ClusterAccess access) throws IOException {
    if (!dryRun) {
      Schema.migrate(access.url(), access.password());
    } else if (Schema.state(access.url(), access.password()).version().isEmpty()) {
      throw new IOException(
          "the database has no tables yet, so that a dry run would copy everything; without"
              + " --dry-run they are made");
    }
  }

  /** Copies the cluster of the settings into a directory. */
  int toDirectory(Path directory) {
    DataLayout layout = new DataLayout(directory);
    return transfer(
        (access, progress) -> {
          if (Schema.state(access.url(), access.password()).version().isEmpty()) {
            throw new IOException("the database has no tables, so that there is nothing to copy");
          }
          if (dryRun) {
            new ClusterToDirectory(
                    access.database(), access.bucket(), layout, Optional.empty(), progress)
                .run();
            return;
          }
          try (DataDirectory held = DataDirectory.open(directory)) {
            new ClusterToDirectory(
                    access.database(),
                    access.bucket(),
                    layout,
                    Optional.of(new FileStore(held)),
                    progress)
                .run();
          }
        });
  }

  private int transfer(Transfer transfer) {
    Optional<ClusterSettings> cluster = settings.cluster();
    if (cluster.isEmpty()) {
      err.println("export: --database-url and --bucket name the cluster; export --help shows how");
      return USAGE;
    }
    CopyProgress progress = new CopyProgress(out, dryRun);
    try (ClusterAccess access = ClusterAccess.open(cluster.get(), "dalleserver export")) {
      transfer.run(access, progress);
      return progress.end() ? EXIT_DONE : EXIT_PROBLEMS;
    } catch (DataDirectoryException e) {
      return fail(e.getMessage() + (e.isInUse() ? "; stop it first" : ""));
    } catch (SchemaException e) {
      return fail("--database-url: " + e.getMessage());
    } catch (BucketException e) {
      return cutOff(progress, e.withRemedy());
    } catch (DatabaseUnavailableException | DatabaseException e) {
      return cutOff(progress, PlainReason.of(e));
    } catch (IOException e) {
      return cutOff(progress, PlainReason.withFile(e));
    } catch (Exception e) {
      return fail(PlainReason.of(e));
    }
  }

  private int cutOff(CopyProgress progress, String reason) {
    return fail(
        progress.hasBegun()
            ? "cut off: " + reason + "; run it again, it goes on where it was"
            : reason);
  }

  private int fail(String line) {
    err.println("export: " + EscapedText.oneLine(line));
    return EXIT_PROBLEMS;
  }
}
