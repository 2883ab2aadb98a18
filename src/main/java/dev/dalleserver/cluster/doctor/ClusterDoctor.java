package dev.dalleserver.cluster.doctor;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseUrl;
import dev.dalleserver.cluster.s3.Bucket;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Examines a cluster's database and bucket, which may be in use, and mends what is safe to mend:
 * nothing that may have been paid for is given up unless the operator says so.
 */
public final class ClusterDoctor {
  private final DatabaseUrl url;
  private final String password;
  private final Database database;
  private final Bucket bucket;
  private final Clock clock;
  private final Repair repair;
  private final Findings findings;

  /** What is mended. */
  public enum Repair {
    NOTHING,
    /** What loses nothing. */
    SAFE,
    /** Also rows whose objects are lost and may have been paid for: they are set aside. */
    ALL
  }

  /** Where the cluster is. */
  public record Place(DatabaseUrl url, String password, Database database, Bucket bucket) {}

  /**
   * @param out gets each line
   */
  public ClusterDoctor(Place place, Clock clock, Repair repair, Consumer<String> out) {
    this.url = place.url();
    this.password = place.password();
    this.database = place.database();
    this.bucket = place.bucket();
    this.clock = clock;
    this.repair = repair;
    this.findings = new Findings(out);
  }

  /**
   * Examines all.
   *
   * @return true when there is no problem left
   * @throws IOException when the bucket fails meanwhile
   */
  public boolean run() throws IOException {
    boolean fix = repair != Repair.NOTHING;
    boolean tables = new DatabaseCheck(url, password, database, clock, fix, findings).examine();
    BucketCheck bucketCheck = new BucketCheck(bucket, clock, findings);
    boolean objects = bucketCheck.examine();
    if (tables) {
      new WorkCheck(database, fix, findings).examine();
    }
    if (tables && objects) {
      new ObjectCheck(database, bucket, repair, clock.millis(), findings)
          .examine(bucketCheck.storeTime());
    }
    return findings.left() == 0;
  }

  /** Returns the number of problems found. */
  public int problems() {
    return findings.problems();
  }

  /** Returns the number of problems that were not mended. */
  public int left() {
    return findings.left();
  }
}
