package dev.dalleserver.cluster.transfer;

import dev.dalleserver.cluster.catalog.SeriesTransfer;
import dev.dalleserver.cluster.collections.CollectionTransfer;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.StateTransfer;
import dev.dalleserver.cluster.s3.Bucket;
import dev.dalleserver.cluster.s3.ObjectTransfer;

/** All that a cluster has stored. */
record ClusterContents(
    ObjectTransfer objects,
    SeriesTransfer series,
    StateTransfer state,
    CollectionTransfer collections) {
  static ClusterContents of(Database database, Bucket bucket) {
    return new ClusterContents(
        new ObjectTransfer(database, bucket),
        new SeriesTransfer(database),
        new StateTransfer(database),
        new CollectionTransfer(database));
  }
}
