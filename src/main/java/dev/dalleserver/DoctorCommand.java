package dev.dalleserver;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.doctor.Doctor;
import dev.dalleserver.doctor.DoctorReport;
import dev.dalleserver.doctor.FileValidators;
import dev.dalleserver.doctor.Problem;
import dev.dalleserver.generation.ImageBudget;
import dev.dalleserver.generation.PictureCodec.UnreadablePictureException;
import dev.dalleserver.painting.DamagedPngException;
import dev.dalleserver.painting.ImageIoPictureCodec;
import dev.dalleserver.painting.PngText;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.BrokenFileException;
import dev.dalleserver.store.DataDirectory;
import dev.dalleserver.store.DataDirectoryException;
import dev.dalleserver.store.DataLayout;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The {@code doctor} command: its output and its exit code. */
final class DoctorCommand {
  /** The output of {@code doctor --help}. */
  static final String HELP =
"""
Examines a data directory: decodes every picture, looks for missing files, and reports both.

      Usage: ./run.sh doctor [flags]     or: java -jar dalleserver.jar doctor [flags]

        --data-dir <directory>   (default: the working directory, or TB_DALLE_DATA_DIR)
what to examine; no server may be using it, but a copy of it will do

        --fix
            move what is broken to set-aside/; nothing is deleted. Not as root in a
            directory of another user: run it as that user

      Exits with 0 when everything is intact or has been repaired, and with 1 otherwise.
""";

  private static final int WELL = 0;
  private static final int ILL = 1;
  private static final int MOST_PIXELS = 16_000_000;
  private static final byte PNG_BEGINS = (byte) 0x89;

  private final PrintStream out;
  private final PrintStream err;

  DoctorCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Examines a data directory, prints the problems found, and repairs them on request.
   *
   * @param fix whether to repair what can be repaired safely
   * @return 0 when everything is intact or has been repaired
   */
  int pay(Path dataDir, boolean fix) {
    DataLayout layout = new DataLayout(dataDir);
    if (!Files.isDirectory(layout.dataDirectory())) {
      say("there is no directory " + layout.dataDirectory());
      return ILL;
    }
    Optional<String> owner =
        fix ? DirectoryOwner.thatRootWouldActFor(layout.dataDirectory()) : Optional.empty();
    if (owner.isPresent()) {
      say(
          "--fix as root is refused in a directory that belongs to "
              + owner.get()
              + "; run it as that user: sudo -u "
              + owner.get()
              + " ...");
      return ILL;
    }
    try (AutoCloseable held = DataDirectory.holdAsItIs(dataDir)) {
      return examine(layout, fix);
    } catch (DataDirectoryException e) {
      say(e.getMessage() + "; stop it first");
      return ILL;
    } catch (UncheckedIOException e) {
      say(layout.dataDirectory() + " cannot be examined: " + e.getCause());
      return ILL;
    } catch (Exception e) {
      say(layout.dataDirectory() + " cannot be examined: " + e);
      return ILL;
    }
  }

  private void say(String line) {
    err.println("doctor: " + EscapedText.oneLine(line));
  }

  private int examine(DataLayout layout, boolean fix) throws IOException {
    Doctor doctor = new Doctor(layout, standards(), Clock.systemUTC());
    DoctorReport report = doctor.examine();
    report.notes().forEach(note -> out.println("note     " + note));
    report.complaints().forEach(problem -> out.println("problem  " + problem));
    int left = report.complaints().size();
    if (fix) {
      left -= mend(doctor, report);
    }
    out.println(
        "%d files, %d pictures decoded, %d problems%s"
            .formatted(
                report.files(),
                report.pictures(),
                report.complaints().size(),
                fix ? ", " + left + " left" : ""));
    return left == 0 ? WELL : ILL;
  }

  /** Moves broken files aside, and returns how many were moved. */
  private int mend(Doctor doctor, DoctorReport report) {
    try {
      List<Problem> repaired = doctor.mend(report);
      repaired.forEach(
          problem ->
              out.println("moved    " + EscapedText.oneLine(problem.where()) + " to set-aside/"));
      return repaired.size();
    } catch (IOException e) {
      say("some files could not be moved: " + e.getMessage() + "; run doctor again");
      return 0;
    }
  }

  private static FileValidators standards() {
    return new FileValidators(
        DoctorCommand::pictureFault,
        bytes ->
            faultUnless(
                ProgressManager.understands(bytes), "it is not a statistics file of dalleserver"),
        bytes ->
            faultUnless(ImageBudget.understands(bytes), "it is not an image count of dalleserver"),
        new UserSeriesCheck(),
        DoctorCommand::wordsFault);
  }

  private static Optional<String> faultUnless(boolean valid, String fault) {
    return valid ? Optional.empty() : Optional.of(fault);
  }

  private static Optional<String> pictureFault(byte[] bytes) {
    try {
      if (bytes.length > 0 && bytes[0] == PNG_BEGINS) {
        // Reading the text also compares the checksums, which decoding ignores.
        PngText.read(bytes);
      }
      new ImageIoPictureCodec().check(bytes, MOST_PIXELS);
      return Optional.empty();
    } catch (DamagedPngException | UnreadablePictureException e) {
      return Optional.of("it does not decode: " + e.getMessage());
    }
  }

  private static Optional<String> wordsFault(Path dataDirectory) {
    DataLayout layout = new DataLayout(dataDirectory);
    try {
      AttributeDatabases.load(layout.databases());
      return Optional.empty();
    } catch (BrokenFileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
