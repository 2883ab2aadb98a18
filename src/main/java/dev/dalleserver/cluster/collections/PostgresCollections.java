package dev.dalleserver.cluster.collections;

import dev.dalleserver.cluster.SharedReads;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseException;
import dev.dalleserver.cluster.postgres.Notices;
import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.AddressList;
import dev.dalleserver.collections.CollectionDecision;
import dev.dalleserver.collections.CollectionFacts;
import dev.dalleserver.collections.CollectionId;
import dev.dalleserver.collections.CollectionLimits;
import dev.dalleserver.collections.CollectionStanding;
import dev.dalleserver.collections.CollectionStore;
import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collections that the processes of a cluster share. Each process has an object for each row;
 * that of the process that works is ahead of the row by what it has not saved yet, and heeds what
 * the row says that clients have decided. The others follow the row, by notices, by polling, and
 * whenever a client asks.
 */
public final class PostgresCollections implements CollectionStore, AutoCloseable {
  /** The first word of its notices; the second is the process that tells. */
  static final String NOTICE = "collection ";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresCollections.class);

  private static final Duration POLL = Duration.ofSeconds(1);

  /** The oldest first. */
  private static final Comparator<AddressCollection> BY_AGE =
      Comparator.comparing((AddressCollection it) -> it.facts().createdAt())
          .thenComparing(it -> it.facts().id());

  private final Database database;
  private final String notice;
  private final WorkerLease lease;
  private final ConcurrentMap<CollectionId, CollectionMirror> mirrors = new ConcurrentHashMap<>();

  /** Rows that cannot be read, with the version that was logged. */
  private final ConcurrentMap<String, Long> broken = new ConcurrentHashMap<>();

  private final SharedReads<String, Boolean> reads = new SharedReads<>();
  private final TaskScheduler scheduler = new TaskScheduler("cluster-collections");
  private final AtomicBoolean refreshing = new AtomicBoolean();

  /** Whether the objects show all rows as they were when this process took the lease. */
  private volatile boolean caughtUp;

  /**
   * Prepares; nothing is read before {@link #start}.
   *
   * @param node the id of this process
   * @param lease after which another process works on when this one has died
   */
  public PostgresCollections(Database database, String node, Duration lease) {
    this.database = database;
    this.notice = NOTICE + node;
    this.lease = new WorkerLease(database, node, lease);
  }

  /** Begins to follow, and to work when no other process does. */
  public void start() {
    scheduler.scheduleEvery(Duration.ZERO, POLL, this::poll);
  }

  /** Returns what is to be told of notices. */
  public Notices.Listener notices() {
    return new Notices.Listener() {
      @Override
      public void onNotice(String text) {
        if (text.startsWith(NOTICE) && !text.equals(notice)) {
          refreshSoon();
        }
      }

      @Override
      public void onGap() {
        refreshSoon();
      }
    };
  }

  private void refreshSoon() {
    if (refreshing.compareAndSet(false, true)) {
      try {
        scheduler.execute(this::refreshQuietly);
      } catch (RejectedExecutionException e) {
        // Closed in this moment.
        LOG.debug("collections event=closed");
      }
    }
  }

  private void refreshQuietly() {
    refreshing.set(false);
    try {
      refresh();
    } catch (StateUnavailableException e) {
      LOG.debug("collections event=not_read reason=\"{}\"", e.getMessage());
    }
  }

  private void poll() {
    try {
      if (caughtUp && !lease.keep()) {
        stopWorking();
      }
      if (!caughtUp && lease.take()) {
        // First as they are stored: what this process knew before is older.
        mirrors.values().forEach(CollectionMirror::forgetVersion);
        refresh();
        caughtUp = true;
        LOG.info("collections event=worker");
      }
      refresh();
    } catch (StateUnavailableException e) {
      LOG.debug("collections event=not_read reason=\"{}\"", e.getMessage());
    }
  }

  private void stopWorking() {
    caughtUp = false;
    lease.lose();
    mirrors.values().forEach(CollectionMirror::forgetVersion);
    LOG.warn("collections event=lease_lost");
  }

  @Override
  public boolean isWorker() {
    return caughtUp && lease.isHeld();
  }

  @Override
  public List<AddressCollection> all() {
    refresh();
    return known();
  }

  @Override
  public Optional<AddressCollection> find(CollectionId id) {
    refresh();
    return Optional.ofNullable(mirrors.get(id)).map(CollectionMirror::collection);
  }

  @Override
  public List<AddressCollection> known() {
    return mirrors.values().stream().map(CollectionMirror::collection).sorted(BY_AGE).toList();
  }

  /** Makes all objects show what was stored before the call. */
  private void refresh() {
    reads.read(
        NOTICE,
        () -> {
          read();
          return true;
        });
  }

  private void read() {
    if (isWorker()) {
      // So that a client that asks another process next sees no step back.
      mirrors.values().forEach(this::saveIfPossible);
    }
    // Before the rows: what is added meanwhile is not taken for removed.
    Set<CollectionId> before = Set.copyOf(mirrors.keySet());
    Map<String, Long> versions =
        database.call("collection_versions", session -> CollectionTable.versions(session));
    List<String> changed = new ArrayList<>();
    Set<CollectionId> gone = new HashSet<>(before);
    versions.forEach(
        (text, version) -> {
          Optional<CollectionId> id = CollectionId.parse(text);
          id.ifPresent(gone::remove);
          CollectionMirror mirror = id.map(mirrors::get).orElse(null);
          if (mirror != null && mirror.isBehind(version, isWorker())) {
            changed.add(text);
          } else if (mirror == null && !version.equals(broken.get(text))) {
            add(text, id, version);
          }
        });
    gone.forEach(this::remove);
    database
        .call("collection_changed", session -> CollectionTable.standings(session, changed))
        .forEach((text, row) -> show(new CollectionId(text), row));
  }

  /** Has the object of a row show it, with the addresses that were added to it. */
  private void show(CollectionId id, CollectionRow row) {
    CollectionMirror mirror = mirrors.get(id);
    if (mirror == null) {
      return;
    }
    if (row.size() == mirror.collection().addresses().size()) {
      mirror.follow(row, isWorker());
      return;
    }
    try {
      CollectionTable.whole(database, id)
          .ifPresent(
              whole -> {
                mirror.grow(whole.listed().addresses());
                mirror.follow(whole.row(), isWorker());
              });
    } catch (BrokenRowException e) {
      LOG.warn("collection={} event=unusable reason=\"{}\"", id, e.getMessage());
    }
  }

  private void add(String text, Optional<CollectionId> id, long version) {
    try {
      if (id.isEmpty()) {
        throw new BrokenRowException("no collection has such an id");
      }
      CollectionTable.whole(database, id.get())
          .ifPresent(
              it ->
                  mirrors.computeIfAbsent(
                      id.get(), key -> new CollectionMirror(it.listed(), it.row())));
    } catch (BrokenRowException e) {
      broken.put(text, version);
      LOG.warn("collection={} event=unusable reason=\"{}\"", text, e.getMessage());
    }
  }

  private void remove(CollectionId id) {
    Optional.ofNullable(mirrors.remove(id)).ifPresent(mirror -> mirror.collection().cancel());
  }

  /** Does what changes rows; says so to the other processes when that is done. */
  private <T> T change(String name, Database.Work<T> work) throws IOException {
    try {
      return database.transaction(
          name,
          session -> {
            T result = work.run(session);
            CollectionTable.announce(session, notice);
            return result;
          });
    } catch (DatabaseException e) {
      throw new IOException("the database does not store it", e);
    }
  }

  @Override
  public void create(AddressCollection collection, CollectionLimits limits) throws IOException {
    CollectionFacts facts = collection.facts();
    CollectionStanding now = collection.takeChanges();
    Optional<Long> version =
        change(
            "collection_create",
            session -> {
              CollectionTable.Sizes sizes = CollectionTable.sizesAlone(session);
              limits.requireRoom(
                  sizes.collections(), sizes.addresses(), 1, collection.addresses().size());
              return CollectionTable.insert(session, facts, collection.addresses(), now);
            });
    if (version.isEmpty()) {
      throw new IOException("there is a collection " + facts.id() + " already");
    }
    mirrors.putIfAbsent(facts.id(), new CollectionMirror(collection, version.get()));
  }

  @Override
  public void change(AddressCollection collection, CollectionDecision decision) throws IOException {
    CollectionId id = collection.facts().id();
    Optional<CollectionRow> decided =
        change("collection_change", session -> CollectionChanges.decide(session, id, decision));
    if (decided.isEmpty()) {
      remove(id);
    } else {
      show(id, decided.get());
    }
  }

  @Override
  public boolean extend(AddressCollection collection, AddressList longer, CollectionLimits limits)
      throws IOException {
    CollectionId id = collection.facts().id();
    int before = collection.addresses().size();
    Optional<CollectionRow> extended =
        change(
            "collection_extend",
            session -> {
              CollectionTable.Sizes sizes = CollectionTable.sizesAlone(session);
              limits.requireRoom(sizes.collections(), sizes.addresses(), 0, longer.size() - before);
              return CollectionChanges.extend(session, id, before, longer);
            });
    extended.ifPresent(row -> show(id, row));
    return extended.isPresent();
  }

  @Override
  public void save(AddressCollection collection) throws IOException {
    CollectionMirror mirror = mirrors.get(collection.facts().id());
    if (mirror != null) {
      try {
        saveChanges(mirror);
      } catch (DatabaseException e) {
        throw new IOException("the database does not store it", e);
      }
    }
  }

  private void saveIfPossible(CollectionMirror mirror) {
    try {
      saveChanges(mirror);
    } catch (DatabaseException e) {
      // The worker's own attempts tell.
      LOG.debug("collections event=not_saved", e);
    }
  }

  private void saveChanges(CollectionMirror mirror) {
    if (!isWorker() || !mirror.collection().hasChanges()) {
      return;
    }
    CollectionId id = mirror.collection().facts().id();
    boolean there =
        mirror.save(
            (now, control) ->
                database.transaction(
                    "collection_save",
                    session -> {
                      if (!lease.lock(session)) {
                        return new CollectionMirror.Refused();
                      }
                      CollectionTable.announce(session, notice);
                      return CollectionTable.save(session, id, now, control)
                          .<CollectionMirror.Result>map(CollectionMirror.Stored::new)
                          .orElseGet(CollectionMirror.Gone::new);
                    }));
    if (!there) {
      remove(id);
    }
  }

  @Override
  public void delete(AddressCollection collection) throws IOException {
    CollectionId id = collection.facts().id();
    change("collection_delete", session -> CollectionTable.delete(session, id));
    remove(id);
  }

  /** Lets another process work on at once. */
  @Override
  public void close() {
    scheduler.close();
    if (caughtUp) {
      caughtUp = false;
      lease.giveBack();
    }
  }
}
