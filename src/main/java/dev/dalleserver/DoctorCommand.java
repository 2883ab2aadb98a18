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

/** {@code doctor}: what it says, and with which exit code it ends. */
final class DoctorCommand {
  /** What {@code doctor --help} prints. */
  static final String HELP =
      """
      Looks over a data directory: decodes every picture, looks for what is missing, and says so.

      Usage: ./run.sh doctor [flags]     or: java -jar dalleserver.jar doctor [flags]

        --data-dir <directory>   (default: the working directory, or TB_DALLE_DATA_DIR)
            what to look over; no server may have it, but a copy will do

        --fix
            move what is broken to set-aside/; nothing is deleted. Not as root in a
            directory of another user: run it as that user

      Ends with 0 when all is whole, or is now, and with 1 when it is not.
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
   * Looks over a data directory, prints what is found, and mends it where that is asked for.
   *
   * @param fix whether to mend what is safe
   * @return 0 when all is well, or is now
   */
  int pay(Path dataDir, boolean fix) {
    DataLayout tree = new DataLayout(dataDir);
    if (!Files.isDirectory(tree.dataDirectory())) {
      say("there is no directory " + tree.dataDirectory());
      return ILL;
    }
    Optional<String> owner =
        fix ? DirectoryOwner.thatRootWouldActFor(tree.dataDirectory()) : Optional.empty();
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
      return examine(tree, fix);
    } catch (DataDirectoryException e) {
      say(e.getMessage() + "; stop it first");
      return ILL;
    } catch (UncheckedIOException e) {
      say(tree.dataDirectory() + " cannot be examined: " + e.getCause());
      return ILL;
    } catch (Exception e) {
      say(tree.dataDirectory() + " cannot be examined: " + e);
      return ILL;
    }
  }

  private void say(String line) {
    err.println("doctor: " + EscapedText.oneLine(line));
  }

  private int examine(DataLayout tree, boolean fix) throws IOException {
    Doctor doctor = new Doctor(tree, standards(), Clock.systemUTC());
    DoctorReport diagnosis = doctor.examine();
    diagnosis.notes().forEach(note -> out.println("note     " + note));
    diagnosis.complaints().forEach(complaint -> out.println("problem  " + complaint));
    int left = diagnosis.complaints().size();
    if (fix) {
      left -= mend(doctor, diagnosis);
    }
    out.println(
        "%d files, %d pictures decoded, %d problems%s"
            .formatted(
                diagnosis.files(),
                diagnosis.pictures(),
                diagnosis.complaints().size(),
                fix ? ", " + left + " left" : ""));
    return left == 0 ? WELL : ILL;
  }

  /** How many were mended. */
  private int mend(Doctor doctor, DoctorReport diagnosis) {
    try {
      List<Problem> mended = doctor.mend(diagnosis);
      mended.forEach(
          one -> out.println("moved    " + EscapedText.oneLine(one.where()) + " to set-aside/"));
      return mended.size();
    } catch (IOException e) {
      say("not everything could be moved: " + e.getMessage());
      return 0;
    }
  }

  private static FileValidators standards() {
    return new FileValidators(
        DoctorCommand::pictureFault,
        bytes -> faultUnless(ProgressManager.understands(bytes), "they are no statistics of ours"),
        bytes -> faultUnless(ImageBudget.understands(bytes), "it is no count of ours"),
        new UserSeriesCheck(),
        DoctorCommand::wordsFault);
  }

  private static Optional<String> faultUnless(boolean sound, String fault) {
    return sound ? Optional.empty() : Optional.of(fault);
  }

  private static Optional<String> pictureFault(byte[] bytes) {
    try {
      if (bytes.length > 0 && bytes[0] == PNG_BEGINS) {
        // Checksums too, which decoding passes over.
        PngText.read(bytes);
      }
      new ImageIoPictureCodec().check(bytes, MOST_PIXELS);
      return Optional.empty();
    } catch (DamagedPngException | UnreadablePictureException e) {
      return Optional.of("it does not decode: " + e.getMessage());
    }
  }

  private static Optional<String> wordsFault(Path dataDirectory) {
    DataLayout tree = new DataLayout(dataDirectory);
    try {
      AttributeDatabases.load(tree.databases());
      return Optional.empty();
    } catch (BrokenFileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
