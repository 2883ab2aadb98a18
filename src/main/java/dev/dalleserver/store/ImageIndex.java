package dev.dalleserver.store;

import dev.dalleserver.store.FileStoreListener.Operation;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every annotated picture below {@code output/}, in memory, newest first. The disk is the truth:
 * the index is filled from it in the background, so that a start need not wait, and told of what
 * changes by the store and by a watch on the folders. Until the scan has ended it answers what it
 * knows.
 *
 * <p>Readers never wait. Changes of one picture are made one after the other, each from what is on
 * disk at that moment, so that whichever comes last is right.
 */
public final class ImageIndex implements AutoCloseable {
  /** The pictures of one series: by address to change them, and in order to show them. */
  private record Shelf(
      ConcurrentMap<String, IndexEntry> byAddress,
      ConcurrentNavigableMap<ImagePosition, IndexEntry> newestFirst) {
    Shelf() {
      this(new ConcurrentHashMap<>(), new ConcurrentSkipListMap<>());
    }
  }

  private final FileStore store;
  private final Vocabulary vocabulary = new Vocabulary();
  private final PictureReader reader;
  private final ConcurrentMap<String, Shelf> shelves = new ConcurrentHashMap<>();
  private final ConcurrentNavigableMap<ImagePosition, IndexEntry> newestFirst =
      new ConcurrentSkipListMap<>();
  private final AtomicLong version = new AtomicLong();
  private @Nullable FolderWatch<OutputWatch.Folder> watch;

  /** An empty index that the store tells of its changes; {@link #start} fills it. */
  public ImageIndex(FileStore store) {
    this.store = store;
    this.reader = new PictureReader(store, vocabulary);
    store.addListener(this::onFileOperation);
  }

  /** Begins to read the disk and to watch it, on a thread of its own. */
  public synchronized void start() {
    if (watch == null) {
      watch = OutputWatch.start(store.tree(), this);
    }
  }

  /** The pictures that match, a page of them. */
  public ImagePage page(ImageQuery query) {
    NavigableMap<ImagePosition, IndexEntry> all =
        query.series().map(this::ofSeries).orElse(newestFirst);
    NavigableMap<ImagePosition, IndexEntry> rest =
        query.after().map(place -> all.tailMap(place, false)).orElse(all);
    if (query.text().isBlank()) {
      return page(rest, entry -> true, query, count(query.series()));
    }
    SearchWords words = new SearchWords(query.text(), vocabulary);
    int count = (int) all.values().stream().filter(words).count();
    return page(rest, words, query, count);
  }

  /** One picture as it is on disk now. Both names must have been checked before. */
  public Optional<StoredImage> find(String series, String address) {
    return Optional.ofNullable(refresh(series, address)).map(IndexEntry::image);
  }

  /** True when there is a picture of that series. */
  public boolean hasSeries(String series) {
    Shelf shelf = shelves.get(series);
    return shelf != null && !shelf.byAddress.isEmpty();
  }

  /** How many pictures there are. */
  public int size() {
    return count(Optional.empty());
  }

  /** A number that changes whenever a page may look different. */
  public long version() {
    return version.get();
  }

  @Override
  public synchronized void close() {
    if (watch != null) {
      watch.close();
    }
  }

  /** Reads a picture's files again, and knows afterwards what they say. */
  @Nullable IndexEntry refresh(String series, String address) {
    Shelf shelf = shelves.get(series);
    if (shelf == null) {
      if (reader.read(series, address, null) == null) {
        // Asking for what is not there must not make the index grow.
        return null;
      }
      shelf = shelves.computeIfAbsent(series, name -> new Shelf());
    }
    Shelf home = shelf;
    boolean[] changed = {false};
    IndexEntry entry =
        home.byAddress.compute(
            address,
            (same, old) -> {
              IndexEntry now = reader.read(series, address, old);
              changed[0] = old != now;
              replace(home, old, now);
              return now;
            });
    if (changed[0]) {
      // Only now: a page that is read before this may still count as it was.
      version.incrementAndGet();
    }
    return entry;
  }

  /** The addresses that are known of a series. */
  List<String> addresses(String series) {
    Shelf shelf = shelves.get(series);
    return shelf == null ? List.of() : List.copyOf(shelf.byAddress.keySet());
  }

  /** The series that are, or were, known. */
  List<String> series() {
    return List.copyOf(shelves.keySet());
  }

  private void onFileOperation(Operation operation, String path, boolean succeeded) {
    if (operation == Operation.READ || !succeeded) {
      return;
    }
    ArtifactName.parse(path)
        .filter(name -> name.kind() == Artifact.ANNOTATED || name.kind() == Artifact.SELECTOR)
        .ifPresent(name -> refresh(name.series(), name.address()));
  }

  private void replace(Shelf home, @Nullable IndexEntry old, @Nullable IndexEntry now) {
    if (old == now) {
      return;
    }
    // In this order a reader may meet a picture twice for a moment, but never misses it.
    if (now != null) {
      home.newestFirst.put(now.image().position(), now);
      newestFirst.put(now.image().position(), now);
    }
    if (old != null && (now == null || !old.image().position().equals(now.image().position()))) {
      home.newestFirst.remove(old.image().position());
      newestFirst.remove(old.image().position());
    }
  }

  private NavigableMap<ImagePosition, IndexEntry> ofSeries(String series) {
    Shelf shelf = shelves.get(series);
    return shelf == null ? new ConcurrentSkipListMap<>() : shelf.newestFirst;
  }

  private int count(Optional<String> series) {
    return shelves.entrySet().stream()
        .filter(shelf -> series.isEmpty() || shelf.getKey().equals(series.get()))
        .mapToInt(shelf -> shelf.getValue().byAddress.size())
        .sum();
  }

  private static ImagePage page(
      NavigableMap<ImagePosition, IndexEntry> rest,
      Predicate<IndexEntry> wanted,
      ImageQuery query,
      int count) {
    // One more than asked for tells whether there is a next page.
    List<StoredImage> found =
        rest.values().stream()
            .filter(wanted)
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
