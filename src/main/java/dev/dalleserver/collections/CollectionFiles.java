package dev.dalleserver.collections;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collections as files of {@code collections/}: {@code <id>.list} has a line of JSON and then the
 * addresses, 20 bytes each, and is replaced when some are added; {@code <id>.state} has a line of
 * JSON and then a byte for each address, and is replaced whenever the collection has changed.
 * Addresses for which it has no byte wait. A collection exists when its list does.
 */
public final class CollectionFiles implements CollectionStore {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionFiles.class);

  private static final String LIST = ".list";
  private static final String STATE = ".state";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final FileStore store;
  private final Clock clock;

  public CollectionFiles(FileStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The first line of a list. */
  private record ListHead(String name, String series, String createdAt, int workers) {}

  /** The first line of a state. */
  private record StateHead(
      String state, String reason, long imagesPaid, List<FailureReason> reasons) {}

  /** A file: its first line, and the bytes after it. */
  private record Parts<T>(T head, byte[] rest) {}

  @Override
  public List<AddressCollection> load() throws IOException {
    List<AddressCollection> all = new ArrayList<>();
    for (Path name : store.names(folder())) {
      String text = name.getFileName().toString();
      Optional<CollectionId> id = id(text);
      if (id.isPresent() && text.endsWith(LIST)) {
        read(id.get()).ifPresent(all::add);
      } else if (id.isPresent() && !store.exists(path(id.get(), LIST))) {
        // What a crash has left between the two files of a creation or a removal.
        store.delete(path(id.get(), STATE));
      }
    }
    all.sort(Comparator.comparing(it -> it.facts().id()));
    return all;
  }

  private static Optional<CollectionId> id(String fileName) {
    int dot = fileName.lastIndexOf('.');
    boolean known = fileName.endsWith(LIST) || fileName.endsWith(STATE);
    return known ? CollectionId.parse(fileName.substring(0, dot)) : Optional.empty();
  }

  private Optional<AddressCollection> read(CollectionId id) throws IOException {
    Path path = path(id, LIST);
    try {
      Parts<ListHead> list = parse(store.read(path).orElseThrow(), ListHead.class);
      ListHead head = list.head();
      CollectionFacts facts =
          new CollectionFacts(
              id,
              head.name(),
              SeriesName.parse(head.series()),
              Instant.parse(head.createdAt()),
              Math.max(1, head.workers()));
      AddressList addresses = new AddressList(list.rest());
      if (addresses.size() == 0) {
        throw new IllegalArgumentException("no addresses");
      }
      return Optional.of(new AddressCollection(facts, addresses, state(id, addresses.size())));
    } catch (IOException | RuntimeException e) {
      setAside(path, e);
      return Optional.empty();
    }
  }

  /** Reads where it stands; without a usable file nothing is known to be made, and it is found. */
  private AddressCollection.Snapshot state(CollectionId id, int size) throws IOException {
    Path path = path(id, STATE);
    try {
      Optional<byte[]> bytes = store.read(path);
      if (bytes.isPresent()) {
        Parts<StateHead> stored = parse(bytes.get(), StateHead.class);
        if (stored.rest().length > size) {
          throw new IllegalArgumentException("a state for another list");
        }
        StateHead head = stored.head();
        // Fails here, and not later, where a state names no reason.
        new AddressStates(stored.rest(), head.reasons());
        CollectionState state = CollectionState.valueOf(head.state());
        boolean extended = stored.rest().length < size;
        return new AddressCollection.Snapshot(
            extended && state == CollectionState.DONE ? CollectionState.RUNNING : state,
            head.reason(),
            head.imagesPaid(),
            head.reasons(),
            Arrays.copyOf(stored.rest(), size));
      }
    } catch (RuntimeException e) {
      setAside(path, e);
    }
    return new AddressCollection.Snapshot(
        CollectionState.RUNNING, "", 0, List.of(), new byte[size]);
  }

  private static <T> Parts<T> parse(byte[] file, Class<T> type) throws IOException {
    int end = 0;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    if (end == file.length) {
      throw new IllegalArgumentException("no first line");
    }
    T head = JSON.readValue(file, 0, end, type);
    return new Parts<>(head, Arrays.copyOfRange(file, end + 1, file.length));
  }

  private void setAside(Path path, Exception fault) throws IOException {
    LOG.warn(
        "collections event=unusable file={} moved_to={} reason=\"{}\"",
        store.layout().relative(path),
        store.layout().relative(store.renameCorrupt(path, clock.millis())),
        PlainReason.of(fault));
  }

  @Override
  public void create(AddressCollection collection) throws IOException {
    save(collection);
    boolean created = false;
    try {
      writeList(collection.facts(), collection.addresses());
      created = true;
    } finally {
      if (!created) {
        // On a full disk nothing of it should take room.
        deleteState(collection.facts().id());
      }
    }
  }

  private void deleteState(CollectionId id) {
    try {
      store.delete(path(id, STATE));
    } catch (IOException e) {
      LOG.debug("collection={} event=state_left", id, e);
    }
  }

  @Override
  public void extend(AddressCollection collection, AddressList longer) throws IOException {
    writeList(collection.facts(), longer);
  }

  private void writeList(CollectionFacts facts, AddressList addresses) throws IOException {
    ListHead head =
        new ListHead(
            facts.name(), facts.series().value(), facts.createdAt().toString(), facts.workers());
    store.write(path(facts.id(), LIST), join(head, addresses.bytes()));
  }

  @Override
  public void save(AddressCollection collection) throws IOException {
    AddressCollection.Snapshot now = collection.takeChanges();
    StateHead head =
        new StateHead(now.state().name(), now.reason(), now.imagesPaid(), now.reasons());
    boolean saved = false;
    try {
      store.write(path(collection.facts().id(), STATE), join(head, now.states()));
      saved = true;
    } finally {
      if (!saved) {
        collection.returnChanges();
      }
    }
  }

  private static byte[] join(Object head, byte[] rest) throws IOException {
    byte[] line = JSON.writeValueAsBytes(head);
    byte[] file = Arrays.copyOf(line, line.length + 1 + rest.length);
    file[line.length] = '\n';
    System.arraycopy(rest, 0, file, line.length + 1, rest.length);
    return file;
  }

  @Override
  public void delete(CollectionId id) throws IOException {
    store.delete(path(id, LIST));
    store.delete(path(id, STATE));
  }

  private Path folder() {
    return store.layout().collections();
  }

  private Path path(CollectionId id, String ending) {
    return folder().resolve(id + ending);
  }
}
