package dev.dalleserver.collections;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Collections as bytes: {@code <id>.list} has a line of JSON and then the addresses, 20 bytes each;
 * {@code <id>.state} has a line of JSON and then a byte for each address. Addresses for which it
 * has no byte wait.
 */
public final class CollectionFormat {
  private static final String LIST = ".list";
  private static final String STATE = ".state";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Reasons may have any characters, and databases do not take all. */
  private static final JsonMapper ASCII =
      JsonMapper.builder().configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true).build();

  private CollectionFormat() {}

  /** What never changes of a collection. */
  public record Listed(CollectionFacts facts, AddressList addresses) {}

  /** The first line of a list. */
  private record ListHead(String name, String series, String createdAt, int workers) {}

  /** The first line of a state. */
  private record StateHead(
      String state, String reason, long imagesPaid, List<FailureReason> reasons) {}

  /** A file: its first line, and the bytes after it. */
  private record Parts<T>(T head, byte[] rest) {}

  /** Returns the name of the file with the addresses. */
  public static String listName(CollectionId id) {
    return id + LIST;
  }

  /** Returns the name of the file with the states. */
  public static String stateName(CollectionId id) {
    return id + STATE;
  }

  /** Returns the collection to which a file belongs; empty for a name that none has. */
  public static Optional<CollectionId> owner(String fileName) {
    int dot = fileName.lastIndexOf('.');
    boolean known = fileName.endsWith(LIST) || fileName.endsWith(STATE);
    return known ? CollectionId.parse(fileName.substring(0, dot)) : Optional.empty();
  }

  /** Returns true for the name of a file with addresses. */
  public static boolean isList(String fileName) {
    return fileName.endsWith(LIST);
  }

  /** Returns what never changes, as bytes. */
  public static byte[] list(CollectionFacts facts, AddressList addresses) throws IOException {
    ListHead head =
        new ListHead(
            facts.name(), facts.series().value(), facts.createdAt().toString(), facts.workers());
    return join(head, addresses.bytes());
  }

  /**
   * Parses what {@link #list} has written.
   *
   * @throws IOException when it is not JSON
   * @throws RuntimeException when it is no list
   */
  public static Listed parseList(CollectionId id, byte[] file) throws IOException {
    Parts<ListHead> list = split(file, ListHead.class);
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
      throw new MalformedCollectionException("no addresses");
    }
    return new Listed(facts, addresses);
  }

  /** Returns where a collection stands, as bytes. */
  public static byte[] state(CollectionStanding now) throws IOException {
    CollectionWork work = now.work();
    StateHead head =
        new StateHead(
            now.control().state().name(),
            now.control().reason(),
            work.imagesPaid(),
            work.reasons());
    return join(head, work.states());
  }

  /**
   * Parses what {@link #state} has written.
   *
   * @param size of the list
   * @throws IOException when it is not JSON
   * @throws RuntimeException when it is no state of such a list
   */
  public static CollectionStanding parseState(byte[] file, int size) throws IOException {
    Parts<StateHead> stored = split(file, StateHead.class);
    StateHead head = stored.head();
    CollectionState state = CollectionState.valueOf(head.state());
    boolean extended = stored.rest().length < size;
    CollectionStanding standing =
        new CollectionStanding(
            new CollectionControl(
                extended && state == CollectionState.DONE ? CollectionState.RUNNING : state,
                Objects.requireNonNull(head.reason()),
                0,
                0),
            new CollectionWork(head.imagesPaid(), head.reasons(), stored.rest(), 0));
    standing.requireFor(size);
    return standing;
  }

  /** Returns reasons as one line of ASCII. */
  public static String writeReasons(List<FailureReason> reasons) throws IOException {
    return ASCII.writeValueAsString(reasons);
  }

  /** Parses what {@link #writeReasons} has written. */
  public static List<FailureReason> parseReasons(String text) throws IOException {
    return List.copyOf(JSON.readValue(text, new TypeReference<List<FailureReason>>() {}));
  }

  /** Returns any text as one line of ASCII. */
  public static String writeText(String text) throws IOException {
    return ASCII.writeValueAsString(text);
  }

  /** Parses what {@link #writeText} has written. */
  public static String parseText(String text) throws IOException {
    return JSON.readValue(text, String.class);
  }

  private static <T> Parts<T> split(byte[] file, Class<T> type) throws IOException {
    int end = 0;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    if (end == file.length) {
      throw new MalformedCollectionException("no first line");
    }
    T head = JSON.readValue(file, 0, end, type);
    return new Parts<>(head, Arrays.copyOfRange(file, end + 1, file.length));
  }

  private static byte[] join(Object head, byte[] rest) throws IOException {
    byte[] line = JSON.writeValueAsBytes(head);
    byte[] file = Arrays.copyOf(line, line.length + 1 + rest.length);
    file[line.length] = '\n';
    System.arraycopy(rest, 0, file, line.length + 1, rest.length);
    return file;
  }
}
