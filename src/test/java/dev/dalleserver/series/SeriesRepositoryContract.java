package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link SeriesRepository} promises. */
@Timeout(120)
@SuppressWarnings("try") // Followers are closed, not used.
public abstract class SeriesRepositoryContract {
  private static final SeriesName BEARS = SeriesName.parse("bears");
  private static final SeriesName OWLS = SeriesName.parse("owls");

  /** Opens the repository for one more process; all that are open share their definitions. */
  protected abstract SeriesRepository open() throws Exception;

  /** From now on nothing can be stored. */
  protected abstract void refuseToStore() throws Exception;

  private static byte[] json(String noun) {
    return ("{\"nouns\": [\"" + noun + "\"]}").getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> text(SeriesRepository repository, SeriesName name)
      throws Exception {
    return repository.find(name).map(SeriesRepositoryContract::text);
  }

  private static String text(SeriesDefinition definition) {
    return new String(definition.json(), StandardCharsets.UTF_8);
  }

  /** Reads each definition that it is told of, as a catalog does. */
  private static final class Reader implements SeriesRepository.Follower {
    final ConcurrentMap<SeriesName, String> texts = new ConcurrentHashMap<>();
    final List<SeriesName> told = new CopyOnWriteArrayList<>();
    private final SeriesRepository repository;

    Reader(SeriesRepository repository) {
      this.repository = repository;
    }

    @Override
    public Set<SeriesName> known() {
      return texts.keySet();
    }

    @Override
    public boolean refresh(SeriesName name) throws BrokenFileException, IOException {
      Optional<String> text = repository.find(name).map(SeriesRepositoryContract::text);
      if (text.isPresent() && text.get().contains("broken")) {
        throw new BrokenFileException(repository.location(name), "broken");
      }
      Optional<String> before =
          Optional.ofNullable(text.isPresent() ? texts.put(name, text.get()) : texts.remove(name));
      told.add(name);
      return !text.equals(before);
    }

    void await(SeriesName name, String noun) {
      String expected = new String(json(noun), StandardCharsets.UTF_8);
      Waiting.until(() -> expected.equals(texts.get(name)));
    }
  }

  @Test
  void an_empty_repository_has_no_definitions() throws Exception {
    assertThat(open().all((location, reason) -> {})).isEmpty();
    assertThat(open().find(BEARS)).isEmpty();
  }

  @Test
  void a_definition_is_read_as_it_was_put() throws Exception {
    SeriesRepository repository = open();
    repository.put(BEARS, json("bear"));
    SeriesDefinition found = repository.find(BEARS).orElseThrow();
    assertThat(found.name()).isEqualTo(BEARS);
    assertThat(found.json()).isEqualTo(json("bear"));
    assertThat(found.modifiedAt()).isNotNull();
    assertThat(repository.find(OWLS)).isEmpty();
    assertThat(repository.location(BEARS)).isEqualTo("series/bears.json");
  }

  @Test
  void all_definitions_come_sorted_by_name() throws Exception {
    SeriesRepository repository = open();
    for (String name : List.of("owls", "bears", "a-b", "a1", "a")) {
      repository.put(SeriesName.parse(name), json(name));
    }
    assertThat(repository.all((location, reason) -> {}))
        .extracting(definition -> definition.name().value())
        .isSorted()
        .hasSize(5);
    assertThat(repository.all((location, reason) -> {}))
        .extracting(SeriesRepositoryContract::text)
        .contains("{\"nouns\": [\"a1\"]}");
  }

  @Test
  void what_one_process_puts_replaces_and_removes_all_processes_read() throws Exception {
    SeriesRepository one = open();
    SeriesRepository other = open();
    one.put(BEARS, json("bear"));
    assertThat(text(other, BEARS)).contains("{\"nouns\": [\"bear\"]}");
    other.put(BEARS, json("panda"));
    assertThat(text(one, BEARS)).contains("{\"nouns\": [\"panda\"]}");
    one.remove(BEARS);
    assertThat(other.find(BEARS)).isEmpty();
    assertThat(other.all((location, reason) -> {})).isEmpty();
  }

  @Test
  void removing_what_is_not_there_does_nothing() throws Exception {
    SeriesRepository repository = open();
    repository.put(OWLS, json("owl"));
    repository.remove(BEARS);
    assertThat(repository.all((location, reason) -> {})).hasSize(1);
  }

  @Test
  void what_cannot_be_stored_leaves_the_old_definition() throws Exception {
    SeriesRepository repository = open();
    repository.put(BEARS, json("bear"));
    refuseToStore();
    assertThatThrownBy(() -> repository.put(BEARS, json("panda"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> repository.put(OWLS, json("owl"))).isInstanceOf(IOException.class);
    assertThat(text(repository, BEARS)).contains("{\"nouns\": [\"bear\"]}");
    assertThat(repository.find(OWLS)).isEmpty();
  }

  @Test
  void a_definition_is_never_read_in_part_while_many_put_and_remove_it() throws Exception {
    SeriesRepository one = open();
    SeriesRepository other = open();
    String bear = "bear".repeat(5_000);
    String panda = "panda".repeat(9_000);
    AtomicInteger threads = new AtomicInteger();
    try (Together together = new Together(4)) {
      together.call(
          () -> {
            int thread = threads.getAndIncrement();
            for (int i = 0; i < 25; i++) {
              switch (thread) {
                case 0 -> one.put(BEARS, json(bear));
                case 1 -> other.put(BEARS, json(panda));
                case 2 -> one.remove(BEARS);
                default -> {
                  Optional<SeriesDefinition> found = other.find(BEARS);
                  found.ifPresent(whole -> assertThat(whole.json()).isIn(json(bear), json(panda)));
                }
              }
            }
            return true;
          });
    }
    assertThat(text(one, BEARS)).isEqualTo(text(other, BEARS));
    one.put(BEARS, json("last"));
    assertThat(text(other, BEARS)).contains("{\"nouns\": [\"last\"]}");
  }

  @Test
  void a_follower_hears_of_what_any_process_does() throws Exception {
    SeriesRepository own = open();
    SeriesRepository other = open();
    Reader reader = new Reader(own);
    try (AutoCloseable following = own.follow(reader)) {
      other.put(BEARS, json("bear"));
      reader.await(BEARS, "bear");
      other.put(BEARS, json("panda"));
      reader.await(BEARS, "panda");
      own.put(OWLS, json("owl"));
      reader.await(OWLS, "owl");
      other.remove(BEARS);
      Waiting.until(() -> !reader.texts.containsKey(BEARS));
    }
  }

  @Test
  void a_follower_hears_of_what_changed_before_it_followed() throws Exception {
    SeriesRepository own = open();
    own.put(BEARS, json("bear"));
    Reader reader = new Reader(own);
    reader.texts.put(OWLS, "removed meanwhile");
    try (AutoCloseable following = own.follow(reader)) {
      reader.await(BEARS, "bear");
      Waiting.until(() -> !reader.texts.containsKey(OWLS));
    }
  }

  @Test
  void a_definition_that_a_follower_cannot_use_is_logged_and_others_are_still_told()
      throws Exception {
    SeriesRepository own = open();
    Reader reader = new Reader(own);
    try (StandardError log = StandardError.capture();
        AutoCloseable following = own.follow(reader)) {
      own.put(BEARS, json("broken"));
      own.put(OWLS, json("owl"));
      reader.await(OWLS, "owl");
      Waiting.until(() -> !log.lines("event=ignored").isEmpty());
      assertThat(log.lines("event=ignored").get(0)).contains("series/bears.json: broken");
      own.put(BEARS, json("bear"));
      reader.await(BEARS, "bear");
    }
  }

  @Test
  void a_follower_that_was_closed_hears_nothing_more() throws Exception {
    SeriesRepository own = open();
    Reader closed = new Reader(own);
    Reader open = new Reader(own);
    try (AutoCloseable following = own.follow(open)) {
      own.follow(closed).close();
      int before = closed.told.size();
      own.put(BEARS, json("bear"));
      open.await(BEARS, "bear");
      assertThat(closed.told).hasSize(before);
    }
  }

  @Test
  void a_catalog_shows_what_is_stored_after_many_have_put_and_removed_at_once() throws Exception {
    SeriesRepository repository = open();
    AttributeDatabases databases = AttributeDatabases.load(Path.of("no-such-folder"));
    SeriesCatalog catalog = SeriesCatalog.load(repository);
    UserSeriesWriter writer = new UserSeriesWriter(catalog, databases, repository);
    AtomicInteger threads = new AtomicInteger();
    try (AutoCloseable following =
            catalog.follow(AttributeDatabases.load(Path.of("no-databases")));
        Together together = new Together(4)) {
      for (int round = 0; round < 15; round++) {
        together.call(
            () -> {
              int thread = threads.getAndIncrement();
              if (thread % 2 == 0) {
                writer.put(
                    BEARS, new ObjectMapper().createObjectNode().put("purpose", "n-" + thread));
              } else {
                removeIfPresent(writer);
              }
              return true;
            });
        Optional<SeriesDefinition> stored = repository.find(BEARS);
        assertThat(catalog.find(BEARS).map(Series::purpose))
            .isEqualTo(
                stored.map(
                    definition -> text(definition).replaceAll("(?s).*\"(n-\\d+)\".*", "$1")));
      }
    }
  }

  @Test
  void of_two_refreshes_at_once_the_one_that_read_first_does_not_have_the_last_word()
      throws Exception {
    SeriesRepository repository = open();
    repository.put(BEARS, json("old"));
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    SeriesCatalog catalog = SeriesCatalog.load(new SlowFirstFind(repository, read, mayReturn));
    Thread first = refreshing(catalog);
    first.start();
    read.await();
    repository.put(BEARS, json("new"));
    Thread second = refreshing(catalog);
    second.start();
    Waiting.until(
        () -> Set.of(Thread.State.BLOCKED, Thread.State.TERMINATED).contains(second.getState()));
    mayReturn.countDown();
    first.join();
    second.join();
    assertThat(catalog.find(BEARS).orElseThrow().nouns()).containsExactly("new");
  }

  private static Thread refreshing(SeriesCatalog catalog) {
    return new Thread(
        () -> {
          try {
            catalog.refresh(BEARS);
          } catch (BrokenFileException | IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** A repository whose first answer to {@link #find} comes late. */
  private record SlowFirstFind(
      SeriesRepository repository, CountDownLatch read, CountDownLatch mayReturn)
      implements SeriesRepository {
    @Override
    public Optional<SeriesDefinition> find(SeriesName name)
        throws BrokenFileException, IOException {
      Optional<SeriesDefinition> found = repository.find(name);
      if (read.getCount() > 0) {
        read.countDown();
        try {
          mayReturn.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return found;
    }

    @Override
    public List<SeriesDefinition> all(Skipped skipped) throws IOException {
      return repository.all(skipped);
    }

    @Override
    public void put(SeriesName name, byte[] json) throws IOException {
      repository.put(name, json);
    }

    @Override
    public void remove(SeriesName name) throws IOException {
      repository.remove(name);
    }

    @Override
    public String location(SeriesName name) {
      return repository.location(name);
    }

    @Override
    public AutoCloseable follow(Follower follower) {
      return repository.follow(follower);
    }
  }

  private static void removeIfPresent(UserSeriesWriter writer) throws IOException {
    try {
      writer.delete(BEARS);
    } catch (InvalidSeriesException e) {
      // Another thread removed it before.
    }
  }
}
