package dev.dalleserver.gallery;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.FolderWatch;
import dev.dalleserver.storage.LocalArtifacts;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every annotated picture below {@code output/}, in memory, newest first. The disk is
 * authoritative: the index is filled from it in the background, so that a start need not wait, and
 * updated by {@link CatalogUpdater} and by a watch on the folders. Until the scan has ended,
 * queries return what has been read so far.
 *
 * <p>Readers never wait. Changes of one picture are applied one after the other, each from the
 * files on disk at that moment, so whichever comes last is right.
 */
public final class ImageIndex implements PictureCatalog, AutoCloseable {
  /** Pictures in order, for pages: those that are shown, and those that are hidden. */
  private record Ordered(
      ConcurrentNavigableMap<ImagePosition, IndexEntry> shown,
      ConcurrentNavigableMap<ImagePosition, IndexEntry> hidden) {
    Ordered() {
      this(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>());
    }

    ConcurrentNavigableMap<ImagePosition, IndexEntry> of(boolean ofHidden) {
      return ofHidden ? hidden : shown;
    }
  }

  /** The pictures of one series: by address for changes, and in order. */
  private record SeriesImages(ConcurrentMap<String, IndexEntry> byAddress, Ordered newestFirst) {
    SeriesImages() {
      this(new ConcurrentHashMap<>(), new Ordered());
    }

    /** Returns how many there are; few are hidden, and the others are not counted one by one. */
    int count(boolean ofHidden) {
      int hidden = newestFirst.hidden().size();
      return ofHidden ? hidden : Math.max(0, byAddress.size() - hidden);
    }
  }

  private final LocalArtifacts store;
  private final Vocabulary vocabulary = new Vocabulary();
  private final PictureReader reader;
  private final ConcurrentMap<String, SeriesImages> imagesBySeries = new ConcurrentHashMap<>();
  private final Ordered newestFirst = new Ordered();
  private final AtomicLong version = new AtomicLong();

  /** The names of the series whose pictures are on no page. */
  private volatile Set<String> hidden = Set.of();

  private @Nullable FolderWatch<OutputWatch.Folder> watch;

  /** Creates an empty index; {@link #start} fills it. */
  public ImageIndex(LocalArtifacts store) {
    this.store = store;
    this.reader = new PictureReader(store);
  }

  /** Starts to read and watch the disk, on a dedicated thread. */
  public synchronized void start() {
    if (watch == null) {
      watch = OutputWatch.start(store, this);
    }
  }

  @Override
  public void setWords(WordsSource words) {
    reader.setWords(words);
  }

  @Override
  public void hide(Set<SeriesName> series) {
    Set<String> names = series.stream().map(SeriesName::value).collect(Collectors.toSet());
    if (!names.equals(hidden)) {
      hidden = Set.copyOf(names);
      version.incrementAndGet();
    }
  }

  @Override
  public ImagePage page(ImageQuery query) {
    NavigableMap<ImagePosition, IndexEntry> all =
        query.series().map(this::ofSeries).orElse(newestFirst).of(query.hidden());
    NavigableMap<ImagePosition, IndexEntry> remaining =
        query.after().map(position -> all.tailMap(position, false)).orElse(all);
    if (query.text().isBlank()) {
      return page(remaining, this::isShown, query, count(query.series(), query.hidden()));
    }
    SearchWords words = new SearchWords(query.text(), vocabulary);
    Predicate<IndexEntry> matches = words.and(this::isShown);
    int count = (int) all.values().stream().filter(matches).count();
    return page(remaining, matches, query, count);
  }

  @Override
  public Optional<StoredImage> find(PictureKey key) {
    return Optional.ofNullable(refresh(key.seriesText(), key.addressText())).map(IndexEntry::image);
  }

  @Override
  public boolean hasSeries(SeriesName series) {
    SeriesImages images = imagesBySeries.get(series.value());
    return images != null && !images.byAddress.isEmpty();
  }

  /** Returns the number of pictures. */
  int size() {
    return count(Optional.empty(), false);
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public void put(PictureKey key) {
    refresh(key.seriesText(), key.addressText());
  }

  @Override
  public void remove(PictureKey key) {
    // What is on disk decides: another program may have put a picture back.
    refresh(key.seriesText(), key.addressText());
  }

  @Override
  public synchronized void close() {
    if (watch != null) {
      watch.close();
    }
  }

  /** Reads a picture's files again and updates its entry. */
  @Nullable IndexEntry refresh(String series, String address) {
    SeriesImages known = imagesBySeries.get(series);
    if (known == null) {
      if (read(series, address, null) == null) {
        // Queries for missing pictures must not make the index grow.
        return null;
      }
      known = imagesBySeries.computeIfAbsent(series, name -> new SeriesImages());
    }
    SeriesImages images = known;
    boolean[] changed = {false};
    IndexEntry entry =
        images.byAddress.compute(
            address,
            (same, old) -> {
              IndexEntry now = read(series, address, old);
              changed[0] = old != now;
              replace(images, old, now);
              return now;
            });
    if (changed[0]) {
      // After the change: a page that is read before this may still get the old number.
      version.incrementAndGet();
    }
    return entry;
  }

  /**
   * Reads the entry of a picture, or returns the known one when the files have not changed.
   *
   * @param known the entry that was read before
   * @return null when the picture does not exist or is not whole
   */
  private @Nullable IndexEntry read(String series, String address, @Nullable IndexEntry known) {
    PictureKey key = PictureKey.parse(series, address);
    try {
      Optional<PictureReader.Stamp> found = reader.stamp(key);
      if (found.isEmpty()) {
        return null;
      }
      PictureReader.Stamp stamp = found.get();
      if (known != null && known.isUnchanged(stamp)) {
        return known;
      }
      return reader
          .read(key, stamp)
          .map(
              it ->
                  new IndexEntry(it.image(), stamp.selectorNanos(), vocabulary.encode(it.texts())))
          .orElse(null);
    } catch (IOException e) {
      // Removed meanwhile, or not readable for the server.
      return null;
    }
  }

  /** Returns the known addresses of a series. */
  List<String> addresses(String series) {
    SeriesImages images = imagesBySeries.get(series);
    return images == null ? List.of() : List.copyOf(images.byAddress.keySet());
  }

  /** Returns the series that are, or were, known. */
  List<String> series() {
    return List.copyOf(imagesBySeries.keySet());
  }

  private void replace(SeriesImages images, @Nullable IndexEntry old, @Nullable IndexEntry now) {
    if (old == now) {
      return;
    }
    // In this order a reader may see a picture twice for a moment, but never misses it.
    if (now != null) {
      images.newestFirst.of(now.image().hidden()).put(now.image().position(), now);
      newestFirst.of(now.image().hidden()).put(now.image().position(), now);
    }
    if (old != null && (now == null || !isAtSamePlace(old.image(), now.image()))) {
      images.newestFirst.of(old.image().hidden()).remove(old.image().position());
      newestFirst.of(old.image().hidden()).remove(old.image().position());
    }
  }

  private static boolean isAtSamePlace(StoredImage old, StoredImage now) {
    return old.hidden() == now.hidden() && old.position().equals(now.position());
  }

  private boolean isShown(IndexEntry entry) {
    return !hidden.contains(entry.image().position().series());
  }

  private Ordered ofSeries(String series) {
    SeriesImages images = imagesBySeries.get(series);
    return images == null ? new Ordered() : images.newestFirst;
  }

  private int count(Optional<String> series, boolean ofHidden) {
    return imagesBySeries.entrySet().stream()
        .filter(images -> !hidden.contains(images.getKey()))
        .filter(images -> series.isEmpty() || images.getKey().equals(series.get()))
        .mapToInt(images -> images.getValue().count(ofHidden))
        .sum();
  }

  private static ImagePage page(
      NavigableMap<ImagePosition, IndexEntry> remaining,
      Predicate<IndexEntry> filter,
      ImageQuery query,
      int count) {
    // One picture more than the limit shows whether there is a next page.
    List<StoredImage> found =
        remaining.values().stream()
            .filter(filter)
            .limit(query.limit() + 1L)
            .map(IndexEntry::image)
            .toList();
    if (found.size() <= query.limit()) {
      return new ImagePage(found, count, Optional.empty());
    }
    List<StoredImage> images = found.subList(0, query.limit());
    return new ImagePage(images, count, Optional.of(images.get(query.limit() - 1).position()));
  }
}
