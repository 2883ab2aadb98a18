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
import java.util.List;
import java.util.Optional;
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

  /** Makes nothing before {@link #start}. */
  public CollectionService(CollectionStore store, Surroundings parts, CollectionLimits limits) {
    this.store = store;
    this.parts = parts;
    this.limits = limits;
    this.inventory = new PictureInventory(parts.files());
    this.worker = new CollectionWorker(store, parts, limits.workers());
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
      store.create(collection, limits);
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
    try {
      Optional<Added> added = Optional.empty();
      // Another process may add others at the same time: then what is new is found again.
      while (added.isEmpty()
          && store.find(collection.facts().id()).filter(it -> it == collection).isPresent()) {
        added = addOnce(collection, request);
      }
      return added;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Added> addOnce(AddressCollection collection, Request request)
      throws IOException {
    AddressList before = collection.addresses();
    AddressList longer = before.with(request.addresses());
    Request added =
        new Request(
            request.name(), request.series(), longer.from(before.size()), request.workers());
    int count = added.addresses().size();
    if (count == 0) {
      return Optional.of(new Added(0, CollectionEstimate.NONE));
    }
    requireSeries(added);
    BitSet there = annotated(added);
    CollectionEstimate estimate = estimate(added, there);
    if (!store.extend(collection, longer, limits)) {
      return Optional.empty();
    }
    if (store.isWorker()) {
      collection.markPresent(there.stream().map(it -> before.size() + it).boxed().toList());
      collection.endIfComplete();
    }
    worker.wake();
    return Optional.of(new Added(count, estimate));
  }

  private int workers(Request request) {
    return Math.max(1, Math.min(limits.workers(), request.workers().orElse(limits.workers())));
  }

  private void requireSeries(Request request) {
    parts.pictures().series(new PictureKey(request.series(), request.addresses().get(0)));
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

  /**
   * Returns all collections, the newest first.
   *
   * @throws UncheckedIOException when they cannot be read
   * @throws dev.dalleserver.jobs.StateUnavailableException when what keeps them is away
   */
  public List<AddressCollection> list() {
    try {
      List<AddressCollection> sorted = new ArrayList<>(store.all());
      Collections.reverse(sorted);
      return sorted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a collection; fails as {@link #list} does. */
  public Optional<AddressCollection> find(CollectionId id) {
    try {
      return store.find(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has a collection do what a client has decided; what is under way is finished. */
  public void change(AddressCollection collection, CollectionDecision decision) {
    try {
      store.change(collection, decision);
      worker.wake();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops a collection and removes it; its pictures stay, and those under way are finished. */
  public void remove(AddressCollection collection) {
    try {
      store.delete(collection);
      worker.wake();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many addresses wait, in all collections that are worked on. */
  public int waiting() {
    return store.known().stream()
        .filter(AddressCollection::isRunning)
        .mapToInt(it -> it.progress().waiting())
        .sum();
  }

  /** Returns how many collections are worked on. */
  public int running() {
    return (int) store.known().stream().filter(AddressCollection::isRunning).count();
  }

  /** Begins no more pictures, and stores where the collections stand. */
  @Override
  public void close() {
    worker.close();
  }
}
