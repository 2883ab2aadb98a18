package dev.dalleserver.cluster.s3;

import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes objects that no row has named for a day: replaced and removed ones, which readers on
 * other nodes may have needed, and those of writers that crashed. Any number of nodes may do so.
 */
public final class ObjectRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectRemoval.class);
  private static final Duration AGE = Duration.ofDays(1);
  private static final int BATCH = 100;

  private final Bucket bucket;
  private final ArtifactRows rows;

  public ObjectRemoval(Bucket bucket, ArtifactRows rows) {
    this.bucket = bucket;
    this.rows = rows;
  }

  /**
   * Removes what is old enough.
   *
   * @return the number of removed objects
   */
  public int run() {
    int removed = 0;
    List<String> due;
    do {
      due = rows.beginRemoval(AGE, BATCH);
      List<String> gone = new ArrayList<>();
      for (String object : due) {
        try {
          bucket.delete(object);
          gone.add(object);
        } catch (IOException e) {
          LOG.warn("bucket event=not_removed reason=\"{}\"", PlainReason.of(e));
          // The rest, and this one, in a day.
          rows.endRemoval(gone);
          return removed + gone.size();
        }
      }
      rows.endRemoval(gone);
      removed += gone.size();
    } while (due.size() == BATCH);
    return removed;
  }
}
