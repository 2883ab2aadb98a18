package dev.dalleserver.cluster.catalog;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Session;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.gallery.ImagePage;
import dev.dalleserver.gallery.ImagePosition;
import dev.dalleserver.gallery.ImageQuery;
import dev.dalleserver.gallery.PictureReader;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.gallery.Vocabulary;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of the gallery: one for each picture, and their sums. */
final class PictureRows {
  /** In how many rows the pictures of a series are counted. */
  private static final int SHARDS = 8;

  private static final String IMAGE =
      "p.order_nanos, p.series, p.address, p.title, p.created_nanos, p.width, p.height, p.bytes,"
          + " p.rgb, p.hidden_version";

  private static final Sql STATE =
      new Sql(
          "picture_state",
          "SELECT "
              + IMAGE
              + ", p.annotated_version, p.selector_version,"
              + " coalesce((SELECT version FROM artifact WHERE path = k.hidden), 0),"
              + " coalesce((SELECT version FROM artifact WHERE path = k.annotated), 0),"
              + " coalesce((SELECT version FROM artifact WHERE path = k.selector), 0),"
              + " coalesce((SELECT c.change FROM changed_picture c"
              + " WHERE c.series = k.series AND c.address = k.address), 0)"
              + " FROM (SELECT ?::text AS series, ?::text AS address, ?::text AS annotated,"
              + " ?::text AS selector, ?::text AS hidden) k"
              + " LEFT JOIN picture p ON p.series = k.series AND p.address = k.address");

  private static final Sql LOCK =
      new Sql("picture_lock", "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))");

  private static final Sql UPSERT =
      new Sql(
          "picture_replace",
          "INSERT INTO picture (series, address, order_nanos, created_nanos, title, width, height,"
              + " bytes, rgb, words, annotated_version, selector_version, hidden_version)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series, address)"
              + " DO UPDATE SET order_nanos = excluded.order_nanos,"
              + " created_nanos = excluded.created_nanos, title = excluded.title,"
              + " width = excluded.width, height = excluded.height, bytes = excluded.bytes,"
              + " rgb = excluded.rgb, words = excluded.words,"
              + " annotated_version = excluded.annotated_version,"
              + " selector_version = excluded.selector_version,"
              + " hidden_version = excluded.hidden_version");

  private static final Sql DELETE =
      new Sql("picture_delete", "DELETE FROM picture WHERE series = ? AND address = ?");

  private static final Sql COUNT =
      new Sql(
          "picture_count",
          "INSERT INTO picture_count (series, shard, pictures, changes) VALUES (?, ?, ?, 1)"
              + " ON CONFLICT (series, shard) DO UPDATE SET"
              + " pictures = picture_count.pictures + excluded.pictures,"
              + " changes = picture_count.changes + 1");

  private static final Sql FORGET =
      new Sql(
          "picture_forget_change",
          "DELETE FROM changed_picture WHERE series = ? AND address = ? AND change = ?");

  private static final Sql CHANGED =
      new Sql(
          "picture_changed",
          "SELECT series, address FROM changed_picture"
              + " WHERE since < now() - make_interval(secs => ?) ORDER BY since LIMIT ?");

  private static final Sql POSTPONE =
      new Sql(
          "picture_postpone",
          "UPDATE changed_picture SET since = clock_timestamp() WHERE series = ? AND address = ?");

  private static final Sql HAS_SERIES =
      new Sql("picture_has_series", "SELECT 1 FROM picture WHERE series = ? LIMIT 1");

  private static final Sql CHANGES =
      new Sql("picture_changes", "SELECT coalesce(sum(changes), 0)::bigint FROM picture_count");

  private final Database database;

  PictureRows(Database database) {
    this.database = database;
  }

  /**
   * A picture in the gallery and in what is stored, at one moment. A version of 0 means that there
   * is no such file.
   *
   * @param image as the gallery shows it
   * @param shownAnnotated the version that the gallery shows
   * @param annotated the version that is stored
   * @param change the note that the picture has changed; 0 when there is none
   */
  record State(
      Optional<StoredImage> image,
      long shownAnnotated,
      long shownSelector,
      long shownHidden,
      long annotated,
      long selector,
      long hidden,
      long change) {
    boolean isUpToDate() {
      return image.isEmpty()
          ? annotated == 0
          : shownAnnotated == annotated && shownSelector == selector && shownHidden == hidden;
    }

    boolean hasSameFiles(State other) {
      return annotated == other.annotated && selector == other.selector && hidden == other.hidden;
    }

    /** Returns how many pictures the row adds to the number of those that are shown. */
    int shown() {
      return image.isPresent() && shownHidden == 0 ? 1 : 0;
    }
  }

  State state(PictureKey key) {
    return database.call(STATE.name(), session -> state(session, key));
  }

  private static State state(Session session, PictureKey key) throws SQLException {
    String series = key.seriesText();
    String address = key.addressText();
    return session
        .first(
            STATE,
            row ->
                new State(
                    image(row, 0),
                    row.getLong(11),
                    row.getLong(12),
                    row.getLong(10),
                    row.getLong(14),
                    row.getLong(15),
                    row.getLong(13),
                    row.getLong(16)),
            series,
            address,
            ArtifactKind.ANNOTATED.path(series, address),
            ArtifactKind.SELECTOR.path(series, address),
            ArtifactKind.HIDDEN.path(series, address))
        .orElseThrow();
  }

  /**
   * @param before the number of columns before those of the image
   */
  private static Optional<StoredImage> image(ResultSet row, int before) throws SQLException {
    String series = row.getString(before + 2);
    if (series == null) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredImage(
            new ImagePosition(-row.getLong(before + 1), series, row.getString(before + 3)),
            row.getString(before + 4),
            row.getLong(before + 5),
            row.getInt(before + 6),
            row.getInt(before + 7),
            row.getLong(before + 8),
            row.getInt(before + 9),
            row.getLong(before + 10) != 0));
  }

  /** Removes the note that a picture has changed, unless it has changed again. */
  void forgetChange(PictureKey key, State seen) {
    if (seen.change() != 0) {
      database.call(
          FORGET.name(),
          session -> session.update(FORGET, key.seriesText(), key.addressText(), seen.change()));
    }
  }

  /**
   * Makes the gallery show what was read, unless the files have changed since.
   *
   * @param seen the state before the files were read
   * @param reading empty to remove the picture
   * @return false when the files have changed: nothing is done then
   */
  boolean replace(PictureKey key, State seen, Optional<PictureReader.Reading> reading) {
    return database.transaction(
        UPSERT.name(),
        session -> {
          session.first(LOCK, row -> true, key.toString());
          // After the lock, so that it sees what the holder before has committed.
          State now = state(session, key);
          if (!now.hasSameFiles(seen)) {
            return false;
          }
          int more = (reading.isPresent() && now.hidden() == 0 ? 1 : 0) - now.shown();
          if (reading.isPresent()) {
            insert(session, key, now, reading.get());
          } else if (now.image().isPresent()) {
            session.update(DELETE, key.seriesText(), key.addressText());
          }
          if (reading.isPresent() || now.image().isPresent()) {
            int shard = Math.floorMod(key.addressText().hashCode(), SHARDS);
            session.update(COUNT, key.seriesText(), shard, more);
          }
          session.update(FORGET, key.seriesText(), key.addressText(), seen.change());
          return true;
        });
  }

  private static void insert(
      Session session, PictureKey key, State now, PictureReader.Reading reading)
      throws SQLException {
    StoredImage image = reading.image();
    session.update(
        UPSERT,
        key.seriesText(),
        key.addressText(),
        -image.position().modifiedNanos(),
        image.createdNanos(),
        storable(image.title()),
        image.width(),
        image.height(),
        image.bytes(),
        image.rgb(),
        words(key, reading.texts()),
        now.annotated(),
        now.selector(),
        now.hidden());
  }

  /** PostgreSQL stores any character but this one. */
  private static String storable(String text) {
    return text.replace("\u0000", "");
  }

  private static String words(PictureKey key, List<String> texts) {
    return Vocabulary.searchable(texts).collect(Collectors.joining(" ", "", " "))
        + key.addressText();
  }

  List<PictureKey> changedLongAgo(Duration grace, int most) {
    return database.call(
        CHANGED.name(),
        session ->
            session.list(
                CHANGED,
                row -> PictureKey.parse(row.getString(1), row.getString(2)),
                (double) grace.toSeconds(),
                most));
  }

  /** Lets other changed pictures come before this one, which could not be read. */
  void postpone(PictureKey key) {
    database.call(
        POSTPONE.name(), session -> session.update(POSTPONE, key.seriesText(), key.addressText()));
  }

  boolean hasSeries(String series) {
    return database
        .call(HAS_SERIES.name(), session -> session.first(HAS_SERIES, row -> true, series))
        .isPresent();
  }

  long changes() {
    return database
        .call(CHANGES.name(), session -> session.first(CHANGES, row -> row.getLong(1)))
        .orElse(0L);
  }

  /** A statement that is put together from parts. */
  private static final class Query {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    Query add(String part, Object... values) {
      text.append(part);
      parameters.addAll(List.of(values));
      return this;
    }
  }

  /**
   * Returns a page.
   *
   * @param hidden the names of the series whose pictures are left out
   */
  ImagePage page(ImageQuery query, List<String> hidden) {
    List<String> words = Vocabulary.words(query.text()).toList();
    if (words.isEmpty() && !query.text().isBlank()) {
      // A search for punctuation alone matches no picture.
      return new ImagePage(List.of(), 0, Optional.empty());
    }
    Query built = new Query();
    built.add("SELECT c.count, " + IMAGE + " FROM (");
    if (words.isEmpty() && !query.hidden()) {
      built.add("SELECT coalesce(sum(pictures), 0)::bigint AS count FROM picture_count WHERE true");
      addSeries(built, query, hidden);
    } else {
      built.add("SELECT count(*) AS count FROM picture WHERE true");
      addFilter(built, query, words, hidden);
    }
    built.add(") c LEFT JOIN LATERAL (SELECT * FROM picture WHERE true");
    addFilter(built, query, words, hidden);
    query.after().ifPresent(after -> addPosition(built, after));
    built.add(" ORDER BY order_nanos, series, address LIMIT ?", query.limit() + 1);
    built.add(") p ON true ORDER BY p.order_nanos, p.series, p.address");
    return read(query, built, words.isEmpty() ? "picture_page" : "picture_search");
  }

  private static void addSeries(Query built, ImageQuery query, List<String> hidden) {
    query.series().ifPresent(series -> built.add(" AND series = ?", series));
    if (!hidden.isEmpty()) {
      built.add(" AND series <> ALL (?)", hidden);
    }
  }

  private static void addFilter(
      Query built, ImageQuery query, List<String> words, List<String> hidden) {
    addSeries(built, query, hidden);
    built.add(query.hidden() ? " AND hidden_version <> 0" : " AND hidden_version = 0");
    // Words are letters and digits only: there is nothing to escape.
    words.forEach(word -> built.add(" AND words LIKE ?", "%" + word + "%"));
  }

  private static void addPosition(Query built, ImagePosition after) {
    built.add(
        " AND (order_nanos, series, address) > (?, ?, ?)",
        -after.modifiedNanos(),
        after.series(),
        after.address());
  }

  private record Found(int count, Optional<StoredImage> image) {}

  private ImagePage read(ImageQuery query, Query built, String name) {
    Sql sql = new Sql(name, built.text.toString());
    List<Found> rows =
        database.call(
            name,
            session ->
                session.list(
                    sql,
                    row -> new Found(row.getInt(1), image(row, 1)),
                    built.parameters.toArray()));
    List<StoredImage> images =
        rows.stream().map(Found::image).flatMap(Optional::stream).limit(query.limit()).toList();
    boolean hasMore = rows.size() > query.limit();
    return new ImagePage(
        images,
        rows.get(0).count(),
        hasMore ? Optional.of(images.get(query.limit() - 1).position()) : Optional.empty());
  }
}
