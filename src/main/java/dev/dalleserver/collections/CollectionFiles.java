package dev.dalleserver.collections;

import dev.dalleserver.storage.FileStore;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collections as files of {@code collections/}, in the form of {@link CollectionFormat}: the list
 * is replaced when addresses are added, the state whenever the collection has changed. A collection
 * exists when its list does. This process is the only one that has them.
 */
public final class CollectionFiles implements CollectionStore {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionFiles.class);

  /** The oldest first. */
  private static final Comparator<AddressCollection> BY_AGE =
      Comparator.comparing((AddressCollection it) -> it.facts().createdAt())
          .thenComparing(it -> it.facts().id());

  private final FileStore store;
  private final Clock clock;
  private final ConcurrentMap<CollectionId, AddressCollection> all = new ConcurrentHashMap<>();

  private CollectionFiles(FileStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Reads all collections; what cannot be read is logged, set aside and left out.
   *
   * @throws IOException when they cannot be listed
   */
  public static CollectionFiles open(FileStore store, Clock clock) throws IOException {
    CollectionFiles files = new CollectionFiles(store, clock);
    files.load();
    return files;
  }

  private void load() throws IOException {
    for (Path name : store.names(folder())) {
      String text = name.getFileName().toString();
      Optional<CollectionId> id = CollectionFormat.owner(text);
      if (id.isPresent() && CollectionFormat.isList(text)) {
        read(id.get()).ifPresent(it -> all.put(id.get(), it));
      } else if (id.isPresent() && !store.exists(list(id.get()))) {
        // What a crash has left between the two files of a creation or a removal.
        store.delete(state(id.get()));
      }
    }
  }

  private Optional<AddressCollection> read(CollectionId id) throws IOException {
    Path path = list(id);
    try {
      CollectionFormat.Listed list = CollectionFormat.parseList(id, store.read(path).orElseThrow());
      return Optional.of(
          new AddressCollection(
              list.facts(), list.addresses(), standing(id, list.addresses().size())));
    } catch (IOException | RuntimeException e) {
      setAside(path, e);
      return Optional.empty();
    }
  }

  /** Reads where it stands; without a usable file nothing is known to be made, and it is found. */
  private CollectionStanding standing(CollectionId id, int size) throws IOException {
    Path path = state(id);
    try {
      Optional<byte[]> bytes = store.read(path);
      if (bytes.isPresent()) {
        return CollectionFormat.parseState(bytes.get(), size);
      }
    } catch (RuntimeException e) {
      setAside(path, e);
    }
    return CollectionStanding.begun(size);
  }

  private void setAside(Path path, Exception fault) throws IOException {
    LOG.warn(
        "collections event=unusable file={} moved_to={} reason=\"{}\"",
        store.layout().relative(path),
        store.layout().relative(store.renameCorrupt(path, clock.millis())),
        PlainReason.of(fault));
  }

  @Override
  public List<AddressCollection> all() {
    return known();
  }

  @Override
  public Optional<AddressCollection> find(CollectionId id) {
    return Optional.ofNullable(all.get(id));
  }

  @Override
  public List<AddressCollection> known() {
    return all.values().stream().sorted(BY_AGE).toList();
  }

  @Override
  public synchronized void create(AddressCollection collection, CollectionLimits limits)
      throws IOException {
    CollectionFacts facts = collection.facts();
    limits.requireRoom(all.size(), keptAddresses(), 1, collection.addresses().size());
    write(collection);
    boolean created = false;
    try {
      store.write(list(facts.id()), CollectionFormat.list(facts, collection.addresses()));
      created = true;
    } finally {
      if (!created) {
        // On a full disk nothing of it should take room.
        deleteState(facts.id());
      }
    }
    all.put(facts.id(), collection);
  }

  private long keptAddresses() {
    return all.values().stream().mapToLong(it -> it.addresses().size()).sum();
  }

  private void deleteState(CollectionId id) {
    try {
      store.delete(state(id));
    } catch (IOException e) {
      LOG.debug("collection={} event=state_left", id, e);
    }
  }

  @Override
  public synchronized boolean extend(
      AddressCollection collection, AddressList longer, CollectionLimits limits)
      throws IOException {
    CollectionFacts facts = collection.facts();
    if (all.get(facts.id()) != collection) {
      return false;
    }
    int more = longer.size() - collection.addresses().size();
    limits.requireRoom(all.size(), keptAddresses(), 0, more);
    store.write(list(facts.id()), CollectionFormat.list(facts, longer));
    collection.extend(longer);
    return true;
  }

  @Override
  public void change(AddressCollection collection, CollectionDecision decision) throws IOException {
    if (collection.decide(decision)) {
      save(collection);
    }
  }

  @Override
  public synchronized void save(AddressCollection collection) throws IOException {
    if (all.containsKey(collection.facts().id())) {
      write(collection);
    }
  }

  private void write(AddressCollection collection) throws IOException {
    CollectionStanding now = collection.takeChanges();
    boolean saved = false;
    try {
      store.write(state(collection.facts().id()), CollectionFormat.state(now));
      saved = true;
    } finally {
      if (!saved) {
        collection.returnChanges();
      }
    }
  }

  @Override
  public synchronized void delete(AddressCollection collection) throws IOException {
    CollectionId id = collection.facts().id();
    store.delete(list(id));
    store.delete(state(id));
    all.remove(id);
    collection.cancel();
  }

  @Override
  public boolean isWorker() {
    return true;
  }

  private Path folder() {
    return store.layout().collections();
  }

  private Path list(CollectionId id) {
    return folder().resolve(CollectionFormat.listName(id));
  }

  private Path state(CollectionId id) {
    return folder().resolve(CollectionFormat.stateName(id));
  }
}
