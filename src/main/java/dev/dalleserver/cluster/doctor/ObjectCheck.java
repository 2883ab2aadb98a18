package dev.dalleserver.cluster.doctor;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.WriteFence;
import dev.dalleserver.cluster.s3.ArtifactRow;
import dev.dalleserver.cluster.s3.ArtifactRows;
import dev.dalleserver.cluster.s3.Bucket;
import dev.dalleserver.cluster.s3.ObjectComparison;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether rows and objects fit together. */
final class ObjectCheck {
  /** More are counted and not named. */
  private static final int MOST = 10_000;

  /** Else the end of the run that made it would be told to clients, for up to an hour. */
  private static final Sql FORGET_RUN =
      new Sql(
          "doctor_forget_run",
          "DELETE FROM job WHERE kind = 'picture' AND key = ? AND ended_at IS NOT NULL");

  private final Database database;
  private final Bucket bucket;
  private final ClusterDoctor.Repair repair;
  private final long millis;
  private final Findings findings;

  private final Map<String, ArtifactRow> broken = new LinkedHashMap<>();
  private final Set<String> toNote = new HashSet<>();
  private long unnamed;

  /**
   * @param millis names the folder of what is set aside
   */
  ObjectCheck(
      Database database,
      Bucket bucket,
      ClusterDoctor.Repair repair,
      long millis,
      Findings findings) {
    this.database = database;
    this.bucket = bucket;
    this.repair = repair;
    this.millis = millis;
    this.findings = findings;
  }

  void examine(Instant storeTime) throws IOException {
    ObjectComparison comparison = new ObjectComparison(database, bucket, storeTime);
    ObjectComparison.Counts counts =
        comparison.run(
            new ObjectComparison.Differences() {
              @Override
              public void missing(ArtifactRow row) {
                breaks(row, "its object is missing in the bucket");
              }

              @Override
              public void otherSize(ArtifactRow row, long size) {
                breaks(row, "its object has " + size + " bytes, and should have " + row.size());
              }

              @Override
              public void unnamed(List<String> objects) {
                strays(objects);
              }
            });
    findings.ok(
        "objects", counts.rows() + " named by rows, " + counts.objects() + " in the bucket");
    reportStrays(comparison);
    if (repair != ClusterDoctor.Repair.NOTHING) {
      repair();
    }
  }

  private void breaks(ArtifactRow row, String what) {
    if (row.path().startsWith("set-aside/")) {
      findings.note(row.path(), what);
      return;
    }
    boolean free = isMadeAgain(row);
    findings.problem(
        row.path(),
        what,
        "restore it from a backup of the bucket"
            + (free
                ? "; or --fix forgets it, and it is made again on the next request"
                : "; or --fix --move-paid sets its row aside, and it is paid for again"));
    if (broken.size() < MOST) {
      broken.put(row.path(), row);
    }
  }

  /** Returns true for what costs nothing to make again. */
  private boolean isMadeAgain(ArtifactRow row) {
    return ArtifactId.parse(row.path()) instanceof ArtifactId.Picture picture
        && (picture.kind() == ArtifactKind.THUMBNAIL || picture.kind() == ArtifactKind.ANNOTATED);
  }

  private boolean hasWhole(ArtifactId.Picture picture, ArtifactKind kind) {
    String path = ArtifactId.of(picture.key(), kind).path();
    return !broken.containsKey(path)
        && new ArtifactRows(database, WriteFence.NONE).find(path).isPresent();
  }

  private void strays(List<String> objects) {
    unnamed += objects.size();
    for (String object : objects) {
      if (toNote.size() < MOST) {
        toNote.add(object);
      }
    }
  }

  private void reportStrays(ObjectComparison comparison) {
    if (unnamed == 0) {
      return;
    }
    findings.problem(
        "objects",
        unnamed + " are named by no row for more than a day, such as " + toNote.iterator().next(),
        "they only take room; --fix has the nodes remove them in a day");
    if (repair != ClusterDoctor.Repair.NOTHING) {
      comparison.note(List.copyOf(toNote));
      boolean all = toNote.size() == unnamed;
      findings.mended("objects", toNote.size() + " will be removed in a day", all ? 1 : 0);
    }
  }

  private void forgetRun(ArtifactRow row) {
    if (ArtifactId.parse(row.path()) instanceof ArtifactId.Picture picture) {
      database.call(
          FORGET_RUN.name(), session -> session.update(FORGET_RUN, picture.key().toString()));
    }
  }

  private void repair() throws IOException {
    ArtifactRows rows = new ArtifactRows(database, WriteFence.NONE);
    for (ArtifactRow row : broken.values()) {
      boolean free =
          ArtifactId.parse(row.path()) instanceof ArtifactId.Picture picture
              && isMadeAgain(row)
              && (picture.kind() == ArtifactKind.THUMBNAIL
                  || hasWhole(picture, ArtifactKind.GENERATED));
      if (free && rows.delete(row)) {
        forgetRun(row);
        findings.mended(row.path(), "forgotten; it is made again on the next request", 1);
      } else if (!free
          && repair == ClusterDoctor.Repair.ALL
          && rows.move(row, "set-aside/" + millis + "/" + row.path())) {
        findings.mended(row.path(), "set aside", 1);
      }
    }
  }
}
