package dev.dalleserver;

import dev.dalleserver.cluster.catalog.PostgresCatalog;
import dev.dalleserver.cluster.catalog.PostgresPreviews;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.PostgresSpendingLedger;
import dev.dalleserver.cluster.s3.ObjectRemoval;
import dev.dalleserver.tasks.TaskScheduler;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What any process of a cluster does for all of them, now and then. */
final class ClusterUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterUpkeep.class);
  private static final Duration CATALOG_INTERVAL = Duration.ofSeconds(10);
  private static final Duration REMOVAL_INTERVAL = Duration.ofMinutes(15);

  private final PostgresCatalog catalog;
  private final ObjectRemoval removal;
  private final PostgresSpendingLedger spending;
  private final PostgresPreviews previews;
  private final TaskScheduler scheduler = new TaskScheduler("cluster");

  ClusterUpkeep(
      PostgresCatalog catalog,
      ObjectRemoval removal,
      PostgresSpendingLedger spending,
      PostgresPreviews previews) {
    this.previews = previews;
    this.catalog = catalog;
    this.removal = removal;
    this.spending = spending;
  }

  void start() {
    scheduler.scheduleEvery(
        CATALOG_INTERVAL,
        () ->
            run(
                () -> {
                  int updated = catalog.catchUp();
                  if (updated > 0) {
                    LOG.info("cluster event=catalog_updated pictures={}", updated);
                  }
                }));
    scheduler.scheduleEvery(
        REMOVAL_INTERVAL,
        () ->
            run(
                () -> {
                  spending.forgetAbandoned();
                  previews.purge();
                  int removed = removal.run();
                  if (removed > 0) {
                    LOG.info("cluster event=objects_removed objects={}", removed);
                  }
                }));
  }

  private static void run(Runnable work) {
    try {
      work.run();
    } catch (DatabaseUnavailableException e) {
      // Done at the next turn.
      LOG.debug("cluster event=upkeep_postponed", e);
    }
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
