package dev.dalleserver.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.dalleserver.console.EscapedText;
import dev.dalleserver.migration.Import;
import dev.dalleserver.migration.ImportCheck;
import dev.dalleserver.migration.ImportTarget;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.DataDirectoryException;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The {@code import} command: its output and its exit code. */
public final class ImportCommand {
  /** The output of {@code import --help}. */
  public static final String HELP =
      """
      Copies what the Go original has stored into a data directory of this server.

      Usage: ./run.sh import <directory> [flags]
         or: java -jar dalleserver.jar import <directory> [flags]

        <directory>
            the original's data directory: with output/, and series/ or user-series/

        --data-dir <directory>   (default: the working directory, or TB_DALLE_DATA_DIR)
            what it is copied into; no server may be using it

        --dry-run
            say what would be done with each file, and change nothing

      Nothing is moved, and no file of the data directory is overwritten. Each copy is
      compared with its source by hash. When it was cut off, run it again: what is
      there already stays as it is.

      Exits with 0 when all that the original has is there, and with 1 when the
      operator must look at something: a line "kept" or "failed".
      """;

  private static final int EXIT_DONE = 0;
  private static final int EXIT_PROBLEMS = 1;

  private final PrintStream out;
  private final PrintStream err;

  public ImportCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Copies, and prints a line for each file.
   *
   * @param source the original's data directory
   * @return 0 when all that it has is in the data directory
   */
  public int run(Path source, Path dataDir, boolean dryRun) {
    DataLayout layout = new DataLayout(dataDir);
    Optional<String> refusal = refusal(source, layout, dryRun);
    if (refusal.isPresent()) {
      printError(refusal.get());
      return EXIT_PROBLEMS;
    }
    CopyProgress progress = new CopyProgress(out, dryRun);
    try {
      if (dryRun) {
        runIn(source, ImportTarget.lookOnly(layout), progress);
      } else {
        copy(source, dataDir, progress);
      }
    } catch (DataDirectoryException e) {
      printError(e.getMessage() + (e.isInUse() ? "; stop it first" : ""));
      return EXIT_PROBLEMS;
    } catch (IOException e) {
      printError("cut off: " + PlainReason.withFile(e) + "; run it again, it goes on where it was");
      return EXIT_PROBLEMS;
    }
    return progress.end() ? EXIT_DONE : EXIT_PROBLEMS;
  }

  private static void copy(Path source, Path dataDir, CopyProgress progress)
      throws DataDirectoryException, IOException {
    try (DataDirectory held = DataDirectory.open(dataDir)) {
      runIn(source, ImportTarget.of(new FileStore(held)), progress);
    }
  }

  private static void runIn(Path source, ImportTarget target, CopyProgress progress)
      throws IOException {
    new Import(source, Set.copyOf(AttributeDatabases.NAMES), target, new Checks(), progress).run();
  }

  private static Optional<String> refusal(Path source, DataLayout layout, boolean dryRun) {
    if (!Files.isDirectory(source)) {
      return Optional.of("there is no directory " + source);
    }
    try {
      if (Files.exists(layout.dataDirectory())
          && Files.isSameFile(source, layout.dataDirectory())) {
        return Optional.of(
            source + " is the data directory itself; a server started in it uses it as it is");
      }
    } catch (IOException e) {
      return Optional.of(source + " cannot be read: " + PlainReason.of(e));
    }
    return dryRun
        ? Optional.empty()
        : DirectoryOwner.findForeignOwner(layout.dataDirectory())
            .map(
                owner ->
                    "as root it is refused in a directory that belongs to "
                        + owner
                        + "; run it as that user: sudo -u "
                        + owner
                        + " ...");
  }

  private void printError(String line) {
    err.println("import: " + EscapedText.oneLine(line));
  }

  /** What a file must be to be brought. */
  private static final class Checks implements ImportCheck {
    /** The original tolerates commas after the last member. */
    private static final JsonFactory JSON =
        JsonFactory.builder().enable(JsonReadFeature.ALLOW_TRAILING_COMMA).build();

    @Override
    public Optional<String> pictureFault(byte[] content) {
      return content.length == 0
          ? Optional.of("it is empty, so there is no picture to bring")
          : DoctorCommand.undecodable(content);
    }

    @Override
    public Optional<String> seriesFault(byte[] content) {
      try (JsonParser parser = JSON.createParser(content)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          return Optional.of("it is not the definition of a series");
        }
        parser.skipChildren();
        return parser.nextToken() == null
            ? Optional.empty()
            : Optional.of("it is not the definition of a series");
      } catch (IOException e) {
        return Optional.of("it is not JSON");
      }
    }

    @Override
    public Optional<String> statisticsFault(byte[] content) {
      return LocalPhaseHistory.canParse(content)
          ? Optional.empty()
          : Optional.of("it is not a statistics file");
    }
  }
}
