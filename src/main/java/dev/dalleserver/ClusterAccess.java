package dev.dalleserver;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseFault;
import dev.dalleserver.cluster.postgres.DatabaseLimits;
import dev.dalleserver.cluster.postgres.DatabaseObserver;
import dev.dalleserver.cluster.postgres.DatabaseUrl;
import dev.dalleserver.cluster.s3.Bucket;
import dev.dalleserver.cluster.s3.BucketListener;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.settings.ClusterSettings;
import java.io.IOException;
import java.util.Optional;

/** Database and bucket of a cluster, for commands that are no node of it. */
record ClusterAccess(DatabaseUrl url, String password, Database database, Bucket bucket)
    implements AutoCloseable {
  /**
   * Reaches both.
   *
   * @param application how connections are named in {@code pg_stat_activity}
   * @throws IOException with one line that names what cannot be used, why, and what would help
   */
  static ClusterAccess open(ClusterSettings cluster, String application) throws IOException {
    String password = ClusterPlan.password(cluster);
    DatabaseUrl url;
    Optional<String> fault;
    try {
      url = DatabaseUrl.parse(cluster.databaseUrl());
      fault = DatabaseFault.probe(url, password);
    } catch (IllegalArgumentException e) {
      throw new IOException("--database-url: " + e.getMessage(), e);
    }
    if (fault.isPresent()) {
      throw new IOException("--database-url " + cluster.databaseUrl() + ": " + fault.get());
    }
    Bucket bucket = ClusterPlan.bucket(cluster.store(), BucketListener.NONE, Clocks.SYSTEM);
    Database database =
        Database.open(url, password, application, DatabaseLimits.standard(), DatabaseObserver.NONE);
    return new ClusterAccess(url, password, database, bucket);
  }

  @Override
  public void close() {
    bucket.close();
    database.close();
  }
}
