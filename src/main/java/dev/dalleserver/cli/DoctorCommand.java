package dev.dalleserver.cli;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.doctor.Doctor;
import dev.dalleserver.doctor.DoctorReport;
import dev.dalleserver.doctor.FileValidators;
import dev.dalleserver.doctor.Problem;
import dev.dalleserver.painting.image.DamagedPngException;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.painting.image.PngText;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.spending.LocalSpendingLedger;
import dev.dalleserver.spending.LocalUsageHistory;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.DataDirectoryException;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code doctor} command: its output and its exit code. */
public final class DoctorCommand {
  /** The output of {@code doctor --help}. */
  public static final String HELP =
      """
      Examines a data directory: decodes every picture, looks for missing files, and reports both.

      Usage: ./run.sh doctor [flags]     or: java -jar dalleserver.jar doctor [flags]

        --data-dir <directory>   (default: the working directory, or TB_DALLE_DATA_DIR)
            what to examine; no server may be using it, but a copy of it will do

        --fix
            move what is broken to set-aside/; nothing is deleted. Not as root in a
            directory of another user: run it as that user

        --move-paid
            with --fix: move also what is broken and may have been paid for

        --database-url <url> --bucket <url>, and the other settings of a cluster
            instead of a directory, examine the cluster that they name, which may be in use:
            database, bucket, nodes, and whether rows and objects fit together. --fix then
            mends what loses nothing; --move-paid also sets rows aside whose objects are lost

        --provider
            instead of the directory, examine the providers that the server's settings
            name: asks each for its models, which costs nothing

        --paint
            with --provider, also ask for one picture, as the server would: it is paid for,
            counted and kept. Says what came, how long it took, and what was not taken

      Exits with 0 when everything is intact or has been repaired, or when the providers
      answer, and with 1 otherwise.
      """;

  private static final String FIX = "--fix";
  private static final String MOVE_PAID = "--move-paid";

  /** The flags of this command; those of the provider's and of the server are others. */
  public static final Set<String> FLAGS = Set.of(FIX, MOVE_PAID);

  private static final int EXIT_HEALTHY = 0;
  private static final int EXIT_PROBLEMS = 1;
  private static final byte PNG_FIRST_BYTE = (byte) 0x89;

  private final PrintStream out;
  private final PrintStream err;

  public DoctorCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** What is repaired. */
  public enum Repair {
    NOTHING,
    /** What is broken and cannot have been paid for. */
    SAFE,
    /** All that is broken. */
    ALL;

    /** Returns what the command line asks for. */
    public static Repair of(List<String> args) {
      if (!args.contains(FIX)) {
        return NOTHING;
      }
      return args.contains(MOVE_PAID) ? ALL : SAFE;
    }
  }

  /**
   * Examines a data directory, prints the problems found, and repairs them on request.
   *
   * @return 0 when everything is intact or has been repaired
   */
  public int run(Path dataDir, Repair repair) {
    boolean fix = repair != Repair.NOTHING;
    DataLayout layout = new DataLayout(dataDir);
    if (!Files.isDirectory(layout.dataDirectory())) {
      printError("there is no directory " + layout.dataDirectory());
      return EXIT_PROBLEMS;
    }
    Optional<String> owner =
        fix ? DirectoryOwner.findForeignOwner(layout.dataDirectory()) : Optional.empty();
    if (owner.isPresent()) {
      printError(
          "--fix as root is refused in a directory that belongs to "
              + owner.get()
              + "; run it as that user: sudo -u "
              + owner.get()
              + " ...");
      return EXIT_PROBLEMS;
    }
    try (AutoCloseable held = DataDirectory.lockExisting(dataDir)) {
      return examine(layout, repair);
    } catch (DataDirectoryException e) {
      printError(e.getMessage() + "; stop it first");
      return EXIT_PROBLEMS;
    } catch (Exception e) {
      printError(layout.dataDirectory() + " cannot be examined: " + PlainReason.withFile(e));
      return EXIT_PROBLEMS;
    }
  }

  private void printError(String line) {
    err.println("doctor: " + EscapedText.oneLine(line));
  }

  private int examine(DataLayout layout, Repair repair) throws IOException {
    Doctor doctor = new Doctor(layout, validators(), Clock.systemUTC());
    DoctorReport report = doctor.examine();
    report.notes().forEach(note -> out.println("note     " + note));
    report.problems().forEach(problem -> out.println("problem  " + problem));
    int left = report.problems().size();
    boolean fix = repair != Repair.NOTHING;
    if (fix) {
      left -= move(doctor, report, repair == Repair.ALL);
    }
    out.println(
        "%d files, %d pictures decoded, %d problems%s"
            .formatted(
                report.files(),
                report.pictures(),
                report.problems().size(),
                fix ? ", " + left + " left" : ""));
    return left == 0 ? EXIT_HEALTHY : EXIT_PROBLEMS;
  }

  /** Moves broken files aside, and returns how many were moved. */
  private int move(Doctor doctor, DoctorReport report, boolean paid) {
    try {
      List<Problem> repaired = doctor.repair(report, paid);
      repaired.forEach(
          problem ->
              out.println(
                  "moved    " + EscapedText.oneLine(problem.location()) + " to set-aside/"));
      return repaired.size();
    } catch (IOException e) {
      printError(
          "some files could not be moved: " + PlainReason.withFile(e) + "; run doctor again");
      return 0;
    }
  }

  /** Returns the tests that tell intact files from broken ones. */
  public static FileValidators validators() {
    UserSeriesCheck own = new UserSeriesCheck();
    return new FileValidators(
        DoctorCommand::pictureFault,
        bytes ->
            faultUnless(
                LocalPhaseHistory.canParse(bytes), "it is not a statistics file of dalleserver"),
        bytes ->
            faultUnless(
                LocalSpendingLedger.canParse(bytes), "it is not an image count of dalleserver"),
        bytes ->
            faultUnless(
                LocalUsageHistory.canParse(bytes), "it is not a usage history of dalleserver"),
        own,
        own,
        new CollectionCheck());
  }

  private static Optional<String> faultUnless(boolean valid, String fault) {
    return valid ? Optional.empty() : Optional.of(fault);
  }

  /** Returns why a picture cannot be decoded, whatever its checksums are; empty when it can. */
  static Optional<String> undecodable(byte[] bytes) {
    try {
      new ImageIoPictureCodec().check(bytes, PictureCodec.MAX_PIXELS);
      return Optional.empty();
    } catch (UnreadablePictureException e) {
      return Optional.of("it does not decode: " + e.getMessage());
    }
  }

  private static Optional<String> pictureFault(byte[] bytes) {
    try {
      if (bytes.length > 0 && bytes[0] == PNG_FIRST_BYTE) {
        // Reading the text also compares the checksums, which decoding ignores.
        PngText.read(bytes);
      }
      new ImageIoPictureCodec().check(bytes, PictureCodec.MAX_PIXELS);
      return Optional.empty();
    } catch (DamagedPngException | UnreadablePictureException e) {
      return Optional.of("it does not decode: " + PlainReason.of(e));
    }
  }
}
