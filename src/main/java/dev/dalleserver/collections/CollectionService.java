package dev.dalleserver.collections;

import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.storage.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The collections of this server: kept by a {@link CollectionStore}, and made one picture after
 * another by ordinary runs, which give way to those that clients ask for.
 */
public final class CollectionService implements AutoCloseable {
  /**
   * What collections are made with.
   *
   * @param stored the store that every request sees, in which broken pictures do not exist
   * @param files the same without that examination, which would take too long for whole lists
   * @param price of an image now
   */
  public record Surroundings(
      PictureService pictures,
      ProgressManager progress,
      ArtifactStore stored,
      ArtifactStore files,
      Supplier<ImagePrice> price,
      int allWorkers) {}

  /**
   * What a client asks for.
   *
   * @param workers how many pictures may be made at once; empty for as many as the server allows
   */
  public record Request(
      String name, SeriesName series, AddressList addresses, Optional<Integer> workers) {}

  /** A new collection, and what it will do. */
  public record Created(AddressCollection collection, CollectionEstimate estimate) {}

  private final CollectionStore store;
  private final Surroundings parts;
  private final CollectionLimits limits;
  private final PictureInventory inventory;
  private final CollectionWorker worker;
  private final RandomGenerator random = new SecureRandom();
  private final ConcurrentMap<CollectionId, AddressCollection> all = new ConcurrentHashMap<>();

  /**
   * Reads what is stored; nothing is made before {@link #start}.
   *
   * @throws IOException when it cannot be read
   */
  public CollectionService(CollectionStore store, Surroundings parts, CollectionLimits limits)
      throws IOException {
    this.store = store;
    this.parts = parts;
    this.limits = limits;
    this.inventory = new PictureInventory(parts.files());
    this.worker = new CollectionWorker(this::oldestFirst, store, parts, limits.workers());
    store.load().forEach(it -> all.put(it.facts().id(), it));
  }

  /** Begins to work. */
  public void start() {
    worker.start();
  }

  public CollectionLimits limits() {
    return limits;
  }

  /** Returns what an image costs now. */
  public ImagePrice price() {
    return parts.price().get();
  }

  /**
   * Tells what a collection would do; begins nothing.
   *
   * @throws InvalidSeriesException when the series does not exist
   */
  public CollectionEstimate estimate(Request request) {
    if (request.addresses().size() == 0) {
      return CollectionEstimate.NONE;
    }
    requireSeries(request);
    try {
      return estimate(request, annotated(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stores a collection and begins to make it.
   *
   * @throws InvalidSeriesException when the series does not exist
   * @throws CollectionRefusedException when there are too many
   * @throws UncheckedIOException when it cannot be stored
   */
  public synchronized Created create(Request request) {
    requireSeries(request);
    requireRoom(1, request.addresses().size());
    Instant now = parts.progress().clocks().wall().instant();
    CollectionFacts facts =
        new CollectionFacts(
            CollectionId.create(parts.progress().clocks().wall(), random),
            request.name(),
            request.series(),
            now.truncatedTo(ChronoUnit.MILLIS),
            workers(request));
    AddressCollection collection = AddressCollection.begin(facts, request.addresses());
    try {
      BitSet there = annotated(request);
      CollectionEstimate estimate = estimate(request, there);
      collection.markPresent(there.stream().boxed().toList());
      collection.endIfComplete();
      store.create(collection);
      all.put(facts.id(), collection);
      worker.wake();
      return new Created(collection, estimate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was added to a collection. */
  public record Added(int count, CollectionEstimate estimate) {}

  /**
   * Adds addresses to a collection; those that it has already are passed over.
   *
   * @param request its addresses are added
   * @return empty when the collection was removed meanwhile
   * @throws InvalidSeriesException when the series of the collection does not exist any more
   * @throws CollectionRefusedException when there are too many
   * @throws UncheckedIOException when they cannot be stored; then none is added
   */
  public synchronized Optional<Added> add(AddressCollection collection, Request request) {
    if (all.get(collection.facts().id()) != collection) {
      return Optional.empty();
    }
    AddressList longer = collection.addresses().with(request.addresses());
    int before = collection.addresses().size();
    Request added =
        new Request(request.name(), request.series(), longer.from(before), request.workers());
    if (added.addresses().size() == 0) {
      return Optional.of(new Added(0, CollectionEstimate.NONE));
    }
    requireSeries(added);
    requireRoom(0, added.addresses().size());
    try {
      BitSet there = annotated(added);
      CollectionEstimate estimate = estimate(added, there);
      store.extend(collection, longer);
      collection.extend(longer);
      collection.markPresent(there.stream().map(it -> before + it).boxed().toList());
      collection.endIfComplete();
      worker.wake();
      return Optional.of(new Added(added.addresses().size(), estimate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int workers(Request request) {
    return Math.max(1, Math.min(limits.workers(), request.workers().orElse(limits.workers())));
  }

  private void requireSeries(Request request) {
    parts.pictures().series(new PictureKey(request.series(), request.addresses().get(0)));
  }

  private void requireRoom(int moreCollections, int more) {
    long kept = all.values().stream().mapToLong(it -> it.addresses().size()).sum();
    if (all.size() + moreCollections > limits.collections()
        || kept + more > limits.allAddresses()) {
      throw new CollectionRefusedException(
          "the server keeps at most "
              + limits.collections()
              + " collections with "
              + limits.allAddresses()
              + " addresses together");
    }
  }

  private BitSet annotated(Request request) throws IOException {
    return inventory.find(request.series(), request.addresses(), ArtifactKind.ANNOTATED);
  }

  private CollectionEstimate estimate(Request request, BitSet there) throws IOException {
    ImagePrice price = price();
    int missing = request.addresses().size() - there.cardinality();
    int toPay = 0;
    if (price.paid()) {
      BitSet painted =
          inventory.find(request.series(), request.addresses(), ArtifactKind.GENERATED);
      painted.or(there);
      toPay = request.addresses().size() - painted.cardinality();
    }
    Duration remaining = worker.perPicture().multipliedBy(missing).dividedBy(workers(request));
    return new CollectionEstimate(
        there.cardinality(),
        toPay,
        remaining,
        price.paid() ? price.of(toPay) : Optional.empty(),
        price.currency());
  }

  /** Returns all collections, the newest first. */
  public List<AddressCollection> list() {
    List<AddressCollection> sorted = new ArrayList<>(oldestFirst());
    Collections.reverse(sorted);
    return sorted;
  }

  private List<AddressCollection> oldestFirst() {
    return all.values().stream()
        .sorted(
            Comparator.comparing((AddressCollection it) -> it.facts().createdAt())
                .thenComparing(it -> it.facts().id()))
        .toList();
  }

  public Optional<AddressCollection> find(CollectionId id) {
    return Optional.ofNullable(all.get(id));
  }

  /** Stops to begin pictures of a collection; those under way are finished. */
  public void pause(AddressCollection collection) {
    if (collection.isRunning()) {
      collection.pause("paused by a client");
      save(collection);
    }
  }

  /** Goes on with a collection that is paused. */
  public void resume(AddressCollection collection) {
    if (collection.progress().state() == CollectionState.PAUSED) {
      worker.forgetHolds(collection);
      collection.resume();
      save(collection);
      worker.wake();
    }
  }

  /**
   * Makes the failed pictures of a collection again, also when it is paused.
   *
   * @return how many wait again
   */
  public int retry(AddressCollection collection) {
    List<Integer> released = collection.releaseFailed();
    // What the last failures were is not shown to clients any more: it would end the new attempts.
    released.forEach(it -> parts.progress().forget(collection.key(it)));
    if (!released.isEmpty()) {
      worker.forgetHolds(collection);
      collection.resume();
      save(collection);
      worker.wake();
    }
    return released.size();
  }

  /** Stops a collection and removes it; its pictures stay, and those under way are finished. */
  public synchronized void remove(AddressCollection collection) {
    try {
      CollectionId id = collection.facts().id();
      collection.cancel();
      all.remove(id);
      worker.remove(collection, () -> store.delete(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void save(AddressCollection collection) {
    try {
      worker.save(collection);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many addresses wait, in all collections that are worked on. */
  public int waiting() {
    return all.values().stream()
        .filter(AddressCollection::isRunning)
        .mapToInt(it -> it.progress().waiting())
        .sum();
  }

  /** Returns how many collections are worked on. */
  public int running() {
    return (int) all.values().stream().filter(AddressCollection::isRunning).count();
  }

  /** Begins no more pictures, and stores where the collections stand. */
  @Override
  public void close() {
    worker.close();
  }
}
