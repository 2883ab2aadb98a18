package dev.dalleserver.migration;

import dev.dalleserver.storage.CopyReport;
import dev.dalleserver.storage.CopyReport.Action;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies what the original has stored into a data directory. Nothing is moved, and no file of ours
 * is overwritten. Each file is compared with its source by hash after it is written; an import that
 * was cut off goes on where it was, and one that is repeated changes nothing.
 */
public final class Import {
  /** Far more than any file of the original; each is in memory once. */
  static final int MAX_BYTES = 128 << 20;

  private static final String OURS_DIFFERS = "ours is another file, and stays";

  private final OriginalTree source;
  private final ImportTarget target;
  private final ImportCheck check;
  private final CopyReport report;

  /**
   * Prepares an import.
   *
   * @param source the original's data directory
   * @param databases the names of all databases that this server has
   */
  public Import(
      Path source,
      Set<String> databases,
      ImportTarget target,
      ImportCheck check,
      CopyReport report) {
    this.source = new OriginalTree(source, databases);
    this.target = target;
    this.check = check;
    this.report = report;
  }

  /** What was found of a file that is to be brought. */
  private enum State {
    MISSING,
    SAME,
    DIFFERENT,
    FAULTY,
    UNREADABLE
  }

  /** A file that is to be brought, and what was found of it. */
  private record Found(ImportItem item, State state, String detail) {}

  /**
   * Brings all files, and reports each.
   *
   * @throws IOException when the original's directory cannot be listed, or a file cannot be stored
   */
  public void run() throws IOException {
    Map<String, List<ImportItem>> groups = new LinkedHashMap<>();
    for (ImportItem item : source.list()) {
      groups.computeIfAbsent(item.group(), name -> new ArrayList<>()).add(item);
    }
    for (List<ImportItem> group : groups.values()) {
      bring(group);
    }
  }

  /**
   * Brings the files of one picture. When ours has another one, its missing files stay missing: the
   * words of one picture must not come beside another.
   */
  private void bring(List<ImportItem> group) throws IOException {
    List<Found> files = new ArrayList<>();
    for (ImportItem item : group) {
      if (item.target().isPresent()) {
        files.add(examine(item, item.target().get()));
      } else {
        report.onFile(
            item.isLoss() ? Action.FAILED : Action.LEFT, item.sourceText(), item.reason());
      }
    }
    boolean conflict = files.stream().anyMatch(file -> file.state == State.DIFFERENT);
    for (Found file : files) {
      bring(file, conflict);
    }
  }

  private void bring(Found file, boolean conflict) throws IOException {
    String from = file.item.sourceText();
    String to = file.item.target().orElseThrow();
    switch (file.state) {
      case SAME -> {
        restoreTime(file.item, to);
        report.onFile(Action.SAME, from, to);
      }
      case DIFFERENT -> report.onFile(Action.KEPT, from, to + ": " + OURS_DIFFERS);
      case FAULTY -> report.onFile(Action.LEFT, from, file.detail);
      case UNREADABLE -> report.onFile(Action.FAILED, from, file.detail);
      case MISSING -> {
        if (conflict) {
          report.onFile(
              Action.KEPT, from, to + ": another file of this picture is ours, and stays");
        } else {
          copy(file.item, to);
          report.onFile(from.equals(to) ? Action.COPIED : Action.RENAMED, from, to);
        }
      }
    }
  }

  private Found examine(ImportItem item, String path) throws IOException {
    byte[] content;
    try {
      content = source.read(item.source(), MAX_BYTES);
    } catch (IOException e) {
      return new Found(item, State.UNREADABLE, "it cannot be read: " + PlainReason.of(e));
    }
    Optional<String> fault = fault(item, content);
    if (fault.isPresent()) {
      return new Found(item, State.FAULTY, fault.get());
    }
    if (!target.exists(path)) {
      return new Found(item, State.MISSING, "");
    }
    return new Found(item, isSame(content, path) ? State.SAME : State.DIFFERENT, "");
  }

  private Optional<String> fault(ImportItem item, byte[] content) {
    return switch (item.check()) {
      case NONE -> Optional.empty();
      case PICTURE -> check.pictureFault(content);
      case JSON -> check.seriesFault(content);
      case STATISTICS -> check.statisticsFault(content);
    };
  }

  private boolean isSame(byte[] content, String path) {
    try {
      return MessageDigest.isEqual(hash(content), hash(target.read(path, MAX_BYTES)));
    } catch (IOException e) {
      // A folder, a link or a file that cannot be read: not to be replaced either.
      return false;
    }
  }

  private void copy(ImportItem item, String path) throws IOException {
    if (!target.isWritable()) {
      return;
    }
    byte[] content = source.read(item.source(), MAX_BYTES);
    target.write(path, content, source.modifiedAt(item.source()));
    if (!isSame(content, path)) {
      throw new IOException(path + " is not what was written");
    }
  }

  /** After a crash between the two steps of a copy. */
  private void restoreTime(ImportItem item, String path) throws IOException {
    Instant time = source.modifiedAt(item.source());
    Optional<Instant> now = target.modifiedAt(path);
    if (target.isWritable()
        && now.filter(ours -> ours.toEpochMilli() == time.toEpochMilli()).isEmpty()) {
      target.setModifiedAt(path, time);
    }
  }

  private static byte[] hash(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
