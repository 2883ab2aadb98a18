package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of artifacts with the objects of the bucket, while both may change. Rows and
 * objects are read in order beside each other, so that a million of each need little memory; what
 * seems to differ is looked at once more by itself, so that neither a change meanwhile nor a store
 * that lists in another order leads to a wrong report.
 */
public final class ObjectComparison {
  /** What is younger may belong to a writer that names it in a moment. */
  private static final Duration AGE = Duration.ofDays(1);

  private static final int PAGE = 1000;

  private static final Sql UNNAMED =
      new Sql(
          "object_unnamed",
          "SELECT o FROM unnest(?::text[]) o WHERE NOT EXISTS (SELECT FROM artifact a WHERE"
              + " a.object = o) AND NOT EXISTS (SELECT FROM unused_object u WHERE u.object = o)");

  private static final Sql NOTE =
      new Sql(
          "object_note_all",
          "INSERT INTO unused_object (object) SELECT unnest(?::text[]) ON CONFLICT DO NOTHING");

  private final Database database;
  private final Bucket bucket;
  private final ObjectTransfer transfer;
  private final Instant now;

  /**
   * @param now the time of the store
   */
  public ObjectComparison(Database database, Bucket bucket, Instant now) {
    this.database = database;
    this.bucket = bucket;
    this.transfer = new ObjectTransfer(database, bucket);
    this.now = now;
  }

  /** Hears of differences. */
  public interface Differences {
    /** A row whose object does not exist. */
    void missing(ArtifactRow row);

    /** A row whose object has another length. */
    void otherSize(ArtifactRow row, long size);

    /** Objects that are older than a day and that no row names. */
    void unnamed(List<String> objects);
  }

  /** How much was compared. */
  public record Counts(long rows, long objects) {}

  /**
   * Compares all.
   *
   * @throws BucketException when the objects cannot be listed
   */
  public Counts run(Differences differences) throws IOException {
    Rows rows = new Rows(new RowPages(database));
    Objects objects = new Objects(bucket);
    List<String> unnamed = new ArrayList<>();
    ArtifactRow row = rows.next();
    Bucket.Listed object = objects.next();
    while (row != null || object != null) {
      int order = order(row, object);
      if (order == 0 && row != null && object != null && row.size() != object.size()) {
        differences.otherSize(row, object.size());
      } else if (order < 0 && row != null && isMissing(row)) {
        differences.missing(row);
      } else if (order > 0 && object != null && isOld(object)) {
        unnamed.add(object.object());
      }
      if (unnamed.size() == PAGE) {
        report(unnamed, differences);
      }
      row = order <= 0 ? rows.next() : row;
      object = order >= 0 ? objects.next() : object;
    }
    report(unnamed, differences);
    return new Counts(rows.count, objects.count);
  }

  private static int order(@Nullable ArtifactRow row, Bucket.@Nullable Listed object) {
    if (row == null) {
      return 1;
    }
    return object == null ? -1 : row.object().compareTo(object.object());
  }

  private boolean isMissing(ArtifactRow row) throws IOException {
    Optional<ArtifactRow> present = transfer.find(row.path());
    return present.filter(it -> it.object().equals(row.object())).isPresent()
        && !bucket.exists(row.object());
  }

  private boolean isOld(Bucket.Listed object) {
    return object.modifiedAt().isBefore(now.minus(AGE))
        && !object.object().equals(Bucket.PROBE)
        && object.object().contains("/");
  }

  private void report(List<String> candidates, Differences differences) {
    if (!candidates.isEmpty()) {
      List<String> asked = List.copyOf(candidates);
      List<String> unnamed =
          database.call(
              UNNAMED.name(), session -> session.list(UNNAMED, it -> it.getString(1), asked));
      if (!unnamed.isEmpty()) {
        differences.unnamed(unnamed);
      }
      candidates.clear();
    }
  }

  /**
   * Notes objects that no row names, so that the nodes remove them a day later as they remove
   * replaced ones, unless a row comes to name them.
   */
  public void note(List<String> objects) {
    database.call(NOTE.name(), session -> session.update(NOTE, objects));
  }

  /** Rows in the order of their objects. */
  private static final class Rows {
    private final RowPages pages;
    private final Deque<ArtifactRow> page = new ArrayDeque<>();
    private String last = "";
    private boolean ended;
    private long count;

    Rows(RowPages pages) {
      this.pages = pages;
    }

    @Nullable ArtifactRow next() {
      if (page.isEmpty() && !ended) {
        page.addAll(pages.afterObject(last, PAGE));
        ended = page.size() < PAGE;
        last = page.isEmpty() ? last : page.getLast().object();
      }
      count += page.isEmpty() ? 0 : 1;
      return page.poll();
    }
  }

  /** Objects as the store lists them. */
  private static final class Objects {
    private final Bucket bucket;
    private final Deque<Bucket.Listed> page = new ArrayDeque<>();
    private @Nullable String token;
    private boolean ended;
    private long count;

    Objects(Bucket bucket) {
      this.bucket = bucket;
    }

    Bucket.@Nullable Listed next() throws IOException {
      while (page.isEmpty() && !ended) {
        Bucket.Listing listing = bucket.list(token);
        page.addAll(listing.objects());
        token = listing.next();
        ended = token == null;
      }
      count += page.isEmpty() ? 0 : 1;
      return page.poll();
    }
  }
}
