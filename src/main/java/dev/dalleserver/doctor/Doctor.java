package dev.dalleserver.doctor;

import dev.dalleserver.store.OutputTree;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Examines a data directory that no server works in, and mends what is safe to mend: broken files
 * are moved aside, never deleted.
 */
public final class Doctor {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long FULL = MEBIBYTE;
  private static final long LOW = 512 * MEBIBYTE;
  private static final Pattern SERIES = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final String GENERATIONS = "generations";
  private static final String ASIDE = "set-aside";

  private final OutputTree tree;
  private final Standards standards;
  private final Clock clock;

  public Doctor(OutputTree tree, Standards standards, Clock clock) {
    this.tree = tree;
    this.standards = standards;
    this.clock = clock;
  }

  /**
   * Changes nothing.
   *
   * @throws IOException when the directory cannot be looked at
   */
  public Diagnosis examine() throws IOException {
    Findings findings = new Findings(tree);
    examineFolders(findings);
    examineOutput(findings);
    examineFile(
        tree.metrics().resolve("progress_phase_stats.json"), standards.statistics(), findings);
    examineFile(tree.metrics().resolve("image_budget.json"), standards.budget(), findings);
    examineLeftovers(findings);
    examineSpace(findings);
    examineSeries(findings);
    standards
        .words()
        .fault(tree.dataDirectory())
        .ifPresent(
            fault ->
                findings.complain(
                    tree.dataDirectory(), fault, "the server does not start before it is mended"));
    return findings.diagnosis();
  }

  private void examineSeries(Findings findings) throws IOException {
    if (Files.isDirectory(tree.seriesDefinitions())) {
      for (Path file : PictureFolder.children(tree.seriesDefinitions())) {
        standards
            .series()
            .fault(tree.dataDirectory(), file.getFileName().toString())
            .ifPresent(
                what -> findings.mendable(file, what, "what was built in under its name is back"));
      }
    }
  }

  /**
   * Moves what is broken to {@code set-aside/<millis>/} under the same path.
   *
   * @return what was moved
   * @throws IOException when something could not be moved; what was moved before stays so
   */
  public List<Complaint> mend(Diagnosis diagnosis) throws IOException {
    List<Complaint> mendable =
        diagnosis.complaints().stream().filter(one -> one.aside().isPresent()).toList();
    Path aside = tree.dataDirectory().resolve(ASIDE).resolve(Long.toString(clock.millis()));
    for (Complaint complaint : mendable) {
      Path target = aside.resolve(complaint.where());
      Files.createDirectories(target.getParent());
      Files.move(complaint.aside().orElseThrow(), target, StandardCopyOption.ATOMIC_MOVE);
    }
    return mendable;
  }

  private void examineFolders(Findings findings) {
    for (Path folder :
        List.of(
            tree.dataDirectory(),
            tree.output(),
            tree.metrics(),
            tree.seriesDefinitions(),
            tree.temporary())) {
      if (!Files.exists(folder)) {
        findings.note(folder, "not there; the server makes it");
      } else if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
        findings.complain(
            folder, "nothing can be stored there", "give the server's user the right to");
      }
    }
  }

  private void examineOutput(Findings findings) throws IOException {
    if (!Files.isDirectory(tree.output())) {
      return;
    }
    for (Path folder : PictureFolder.children(tree.output())) {
      String name = folder.getFileName().toString();
      if (name.equals(GENERATIONS)) {
        leftovers(folder, findings);
      } else if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && SERIES.matcher(name).matches()) {
        new PictureFolder(tree, standards, findings, name).examine();
      } else {
        findings.mendable(folder, "no series is called that", "nobody misses it");
      }
    }
  }

  private void examineLeftovers(Findings findings) throws IOException {
    if (Files.isDirectory(tree.temporary())) {
      leftovers(tree.temporary(), findings);
    }
  }

  private static void leftovers(Path folder, Findings findings) throws IOException {
    for (Path leftover : PictureFolder.children(folder)) {
      findings.mendable(
          leftover, "a server that was killed left it", "the next start would remove it");
    }
  }

  private static void examineFile(Path file, Standards.FileTest test, Findings findings)
      throws IOException {
    if (Files.isRegularFile(file)) {
      findings.sawFile();
      test.fault(Files.readAllBytes(file))
          .ifPresent(fault -> findings.mendable(file, fault, "counting starts anew"));
    }
  }

  private void examineSpace(Findings findings) throws IOException {
    FileStore disk = Files.getFileStore(tree.dataDirectory());
    long free = disk.getUsableSpace();
    String left = "only " + free / MEBIBYTE + " MiB are left on its disk";
    if (free < FULL) {
      findings.complain(tree.dataDirectory(), "its disk is full", "make room");
    } else if (free < LOW) {
      findings.note(tree.dataDirectory(), left);
    }
  }
}
