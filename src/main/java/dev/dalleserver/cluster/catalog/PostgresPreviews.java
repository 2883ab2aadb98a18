package dev.dalleserver.cluster.catalog;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseException;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.SharedPreviews;
import dev.dalleserver.tasks.TaskScheduler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last preview of each run, as rows; a thread of its own writes them. */
public final class PostgresPreviews implements SharedPreviews, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPreviews.class);

  private static final Sql PUT =
      new Sql(
          "preview_put",
          "INSERT INTO run_preview (key, jpeg) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET jpeg"
              + " = excluded.jpeg");

  private static final Sql FIND =
      new Sql(
          "preview_find",
          "SELECT jpeg FROM run_preview WHERE key = ? AND EXISTS (SELECT FROM job WHERE job.kind ="
              + " 'picture' AND job.key = run_preview.key AND ended_at IS NULL)");

  private static final Sql PURGE =
      new Sql(
          "preview_purge",
          "DELETE FROM run_preview WHERE NOT EXISTS (SELECT FROM job WHERE job.kind = 'picture'"
              + " AND job.key = run_preview.key AND ended_at IS NULL)");

  private final Database database;
  private final TaskScheduler writer = new TaskScheduler("cluster-previews");

  /** Those that are not written yet. */
  private final Map<PictureKey, Preview> pending = new ConcurrentHashMap<>();

  public PostgresPreviews(Database database) {
    this.database = database;
  }

  private record Preview(byte[] jpeg, Runnable stored) {}

  @Override
  public void put(PictureKey key, byte[] jpeg, Runnable stored) {
    if (pending.put(key, new Preview(jpeg, stored)) == null) {
      writer.execute(() -> write(key));
    }
  }

  private void write(PictureKey key) {
    Preview preview = pending.remove(key);
    if (preview == null) {
      return;
    }
    try {
      database.call(PUT.name(), session -> session.update(PUT, text(key), preview.jpeg()));
      preview.stored().run();
    } catch (DatabaseUnavailableException | DatabaseException e) {
      LOG.debug("run={} event=preview_not_shared", key, e);
    }
  }

  @Override
  public Optional<byte[]> find(PictureKey key) {
    return database.call(
        FIND.name(), session -> session.first(FIND, row -> row.getBytes(1), text(key)));
  }

  /** Removes the previews of runs that have ended; any process may do this at any time. */
  public void purge() {
    database.call(PURGE.name(), session -> session.update(PURGE));
  }

  private static String text(PictureKey key) {
    return key.seriesText() + "/" + key.addressText();
  }

  @Override
  public void close() {
    writer.close();
  }
}
