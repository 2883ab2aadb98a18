package dev.dalleserver.cluster.catalog;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseException;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.Notices;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.BrokenFileException;
import dev.dalleserver.series.SeriesDefinition;
import dev.dalleserver.series.SeriesRepository;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's series of a cluster, as a table. A change reaches the followers on other nodes by
 * a notice, and when it is lost by the next comparison of versions.
 */
public final class PostgresSeriesRepository implements SeriesRepository {
  static final String NOTICE = "series ";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSeriesRepository.class);

  private static final Sql ALL =
      new Sql("series_all", "SELECT name, json, modified_at FROM series_definition ORDER BY name");

  private static final Sql FIND =
      new Sql(
          "series_find", "SELECT name, json, modified_at FROM series_definition WHERE name = ?");

  private static final Sql PUT =
      new Sql(
          "series_put",
          "INSERT INTO series_definition (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
              + " SET json = excluded.json, modified_at = excluded.modified_at,"
              + " version = excluded.version");

  private static final Sql REMOVE =
      new Sql("series_remove", "DELETE FROM series_definition WHERE name = ?");

  private static final Sql NOTIFY = new Sql("series_notify", "SELECT pg_notify(?, ?)");

  private static final Sql VERSIONS =
      new Sql("series_versions", "SELECT name, version FROM series_definition");

  private static final Sql LAST =
      new Sql("series_last", "SELECT coalesce(max(version), 0) FROM series_definition");

  private final Database database;
  private final Duration interval;
  private final List<Following> followers = new CopyOnWriteArrayList<>();

  /**
   * @param interval of the comparisons that find what no notice told
   */
  public PostgresSeriesRepository(Database database, Duration interval) {
    this.database = database;
    this.interval = interval;
  }

  private static SeriesDefinition definition(ResultSet row) throws SQLException {
    SeriesName name = SeriesName.parse(row.getString(1));
    return new SeriesDefinition(
        name, place(name), row.getBytes(2), row.getObject(3, OffsetDateTime.class).toInstant());
  }

  /** As in a data directory: clients are told the same whatever stores it. */
  private static String place(SeriesName name) {
    return "series/" + name + ".json";
  }

  @Override
  public List<SeriesDefinition> all(Skipped skipped) {
    return database.call(
        ALL.name(), session -> session.list(ALL, PostgresSeriesRepository::definition));
  }

  @Override
  public Optional<SeriesDefinition> find(SeriesName name) {
    return database.call(
        FIND.name(),
        session -> session.first(FIND, PostgresSeriesRepository::definition, name.value()));
  }

  @Override
  public void put(SeriesName name, byte[] json) throws IOException {
    change(PUT, name, name.value(), json);
  }

  @Override
  public void remove(SeriesName name) throws IOException {
    change(REMOVE, name, name.value());
  }

  private void change(Sql sql, SeriesName name, Object... parameters) throws IOException {
    try {
      database.transaction(
          sql.name(),
          session -> {
            int changed = session.update(sql, parameters);
            session.first(NOTIFY, row -> true, Notices.CHANNEL, NOTICE + name.value());
            return changed;
          });
    } catch (DatabaseException e) {
      throw new IOException("the database does not store it", e);
    }
    changed();
  }

  @Override
  public String location(SeriesName name) {
    return place(name);
  }

  /** Returns a number that rises with each change; asks the database, as health checks do. */
  public long version() {
    return database
        .call(LAST.name(), session -> session.first(LAST, row -> row.getLong(1)))
        .orElse(0L);
  }

  /** Returns what is to be told of notices. */
  public Notices.Listener notices() {
    return new Notices.Listener() {
      @Override
      public void onNotice(String text) {
        if (text.startsWith(NOTICE)) {
          changed();
        }
      }

      @Override
      public void onGap() {
        changed();
      }
    };
  }

  private void changed() {
    followers.forEach(Following::compareSoon);
  }

  @Override
  public AutoCloseable follow(Follower follower) {
    Following following = new Following(follower);
    followers.add(following);
    following.scheduler.scheduleEvery(Duration.ZERO, interval, following::compare);
    return () -> {
      followers.remove(following);
      following.scheduler.close();
    };
  }

  /** What one follower was told; on one thread. */
  private final class Following {
    private final Follower follower;
    private final TaskScheduler scheduler = new TaskScheduler("series");

    /** Versions that the follower was told of. */
    private Map<SeriesName, Long> told = Map.of();

    /** The last fault that was logged of each definition. */
    private final Map<SeriesName, String> faults = new HashMap<>();

    Following(Follower follower) {
      this.follower = follower;
    }

    private void compareSoon() {
      try {
        scheduler.execute(this::compare);
      } catch (RejectedExecutionException e) {
        // Closed in this moment.
        return;
      }
    }

    private void compare() {
      Map<SeriesName, Long> present;
      try {
        present = versions();
      } catch (DatabaseUnavailableException e) {
        // Made up for by the next comparison.
        return;
      }
      Map<SeriesName, Long> heard = new HashMap<>();
      Set<SeriesName> names = new HashSet<>(present.keySet());
      names.addAll(told.keySet());
      names.addAll(follower.known());
      for (SeriesName name : names) {
        Long version = present.get(name);
        boolean isNews = version == null || !version.equals(told.get(name));
        if ((!isNews || tell(name)) && version != null) {
          heard.put(name, version);
        }
      }
      told = heard;
    }

    private Map<SeriesName, Long> versions() {
      return database
          .call(
              VERSIONS.name(),
              session -> session.list(VERSIONS, row -> Map.entry(row.getString(1), row.getLong(2))))
          .stream()
          .collect(
              Collectors.toMap(entry -> SeriesName.parse(entry.getKey()), Map.Entry::getValue));
    }

    /** Returns false when the follower has to be told again. */
    private boolean tell(SeriesName name) {
      try {
        boolean changed = follower.refresh(name);
        follower.skipped(place(name), "");
        if (faults.remove(name) != null || changed) {
          LOG.info("series event=changed file={}", place(name));
        }
        return true;
      } catch (BrokenFileException e) {
        String fault = String.valueOf(e.getMessage());
        follower.skipped(place(name), fault);
        if (!fault.equals(faults.put(name, fault))) {
          LOG.warn("series event=ignored reason=\"{}\"", fault);
        }
        return true;
      } catch (IOException | DatabaseUnavailableException e) {
        return false;
      }
    }
  }
}
