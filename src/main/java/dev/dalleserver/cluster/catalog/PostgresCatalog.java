package dev.dalleserver.cluster.catalog;

import dev.dalleserver.cluster.catalog.PictureRows.State;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.gallery.ImagePage;
import dev.dalleserver.gallery.ImageQuery;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.gallery.PictureReader;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.gallery.WordsSource;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gallery of a cluster, as a table. What is stored is authoritative: a row tells from which
 * versions of the files it was made, and is made anew when these are not the present ones.
 *
 * <p>Methods throw {@link DatabaseUnavailableException} when the database does not answer.
 */
public final class PostgresCatalog implements PictureCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCatalog.class);

  /** A picture that changes again during each of so many readings is left to its writers. */
  private static final int ATTEMPTS = 8;

  /** How long the node that has changed a picture has to update the catalog itself. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int BATCH = 100;

  private final PictureRows rows;
  private final PictureReader reader;

  /** The names of the series whose pictures are on no page, sorted. */
  private volatile List<String> hidden = List.of();

  /**
   * @param reader of the cluster's artifacts
   */
  public PostgresCatalog(Database database, PictureReader reader) {
    this.rows = new PictureRows(database);
    this.reader = reader;
  }

  @Override
  public void setWords(WordsSource words) {
    reader.setWords(words);
  }

  @Override
  public ImagePage page(ImageQuery query) {
    return rows.page(query, hidden);
  }

  @Override
  public void hide(Set<SeriesName> series) {
    hidden = series.stream().map(SeriesName::value).sorted().toList();
  }

  @Override
  public Optional<StoredImage> find(PictureKey key) {
    return refresh(key);
  }

  @Override
  public boolean hasSeries(SeriesName series) {
    return rows.hasSeries(series.value());
  }

  @Override
  public long version() {
    // From the names, and not from how often they changed: nodes that show the same pages have the
    // same version.
    long names = hidden.isEmpty() ? 0 : hidden.hashCode();
    return rows.changes() ^ (names << 32);
  }

  @Override
  public void put(PictureKey key) {
    refresh(key);
  }

  @Override
  public void remove(PictureKey key) {
    refresh(key);
  }

  /** Makes the row of a picture show what is stored. */
  private Optional<StoredImage> refresh(PictureKey key) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      State state = rows.state(key);
      if (state.isUpToDate()) {
        rows.forgetChange(key, state);
        return state.image();
      }
      try {
        Optional<PictureReader.Reading> reading =
            state.annotated() == 0 ? Optional.empty() : reader.read(key);
        if (rows.replace(key, state, reading)) {
          return reading.map(PictureReader.Reading::image);
        }
      } catch (IOException e) {
        // Removed meanwhile, or the bucket is away: a later look makes up for this one.
        LOG.debug("catalog picture={} event=not_read", key, e);
        rows.postpone(key);
      }
    }
    LOG.warn("catalog picture={} event=not_updated attempts={}", key, ATTEMPTS);
    return rows.state(key).image();
  }

  /**
   * Brings pictures up to date that a node has changed that could not update the catalog itself.
   * Any node may do this at any time.
   *
   * @return how many there were
   */
  public int catchUp() {
    List<PictureKey> changed = rows.changedLongAgo(GRACE, BATCH);
    changed.forEach(this::refresh);
    return changed.size();
  }
}
