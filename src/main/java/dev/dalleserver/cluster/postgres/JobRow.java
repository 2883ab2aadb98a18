package dev.dalleserver.cluster.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One row of the job table, as it was read.
 *
 * @param node the id of the node that works on it, or worked on it last; null while it waits
 * @param takenOver whether an earlier lease on it has passed
 * @param submittedAt by the database's clock
 * @param age since its state was written, by the database's clock
 */
record JobRow(
    long id,
    String key,
    String payload,
    Instant submittedAt,
    @Nullable String node,
    long fence,
    long version,
    String state,
    Duration age,
    boolean ended,
    boolean acknowledged,
    boolean takenOver) {
  /** What {@link #read} reads. */
  static final String COLUMNS =
      "job.id, job.key, job.payload, job.created_at, job.node, job.fence, job.version, job.state,"
          + " (extract(epoch FROM clock_timestamp() - job.changed_at) * 1000000)::bigint AS age,"
          + " job.ended_at IS NOT NULL AS ended, job.acknowledged_at IS NOT NULL AS acknowledged,"
          + " cardinality(job.lost) > 0 AS taken_over";

  private static final long NANOS_PER_MICRO = 1000;

  static JobRow read(ResultSet row) throws SQLException {
    return new JobRow(
        row.getLong("id"),
        row.getString("key"),
        row.getString("payload"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("node"),
        row.getLong("fence"),
        row.getLong("version"),
        row.getString("state"),
        Duration.ofNanos(Math.max(0, row.getLong("age")) * NANOS_PER_MICRO),
        row.getBoolean("ended"),
        row.getBoolean("acknowledged"),
        row.getBoolean("taken_over"));
  }
}
