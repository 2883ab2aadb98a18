package dev.dalleserver.cluster.collections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseLimits;
import dev.dalleserver.cluster.postgres.Notices;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.AddressList;
import dev.dalleserver.collections.CollectionDecision;
import dev.dalleserver.collections.CollectionProgress;
import dev.dalleserver.collections.CollectionRefusedException;
import dev.dalleserver.collections.CollectionState;
import dev.dalleserver.collections.CollectionSteps;
import dev.dalleserver.collections.CollectionStoreContract;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What two processes of a cluster see of each other's collections. */
@Timeout(120)
class SharedCollectionsTest {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Sql PASS =
      new Sql("pass", "UPDATE collection_worker SET lease_until = clock_timestamp()");
  private static final Sql ROW =
      new Sql("row", "SELECT images_paid || ' ' || state FROM collection WHERE id = ?");
  private static final Sql DAMAGE =
      new Sql("damage", "UPDATE collection SET addresses = '\\x0102' WHERE id = ?");

  private static TestDatabase test;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private PostgresCollections works;
  private PostgresCollections other;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @BeforeEach
  void open() {
    test.empty("collection", "collection_worker");
    works = store("works");
    works.start();
    Waiting.until(works::isWorker);
    other = store("other");
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private PostgresCollections store(String node) {
    return store(node, LEASE);
  }

  private PostgresCollections store(String node, Duration lease) {
    Database database = test.open(node);
    PostgresCollections store = new PostgresCollections(database, node, lease);
    opened.add(database);
    opened.add(store);
    return store;
  }

  private AddressCollection created(int size) throws Exception {
    AddressCollection collection = CollectionStoreContract.example(1, size);
    works.create(collection, CollectionStoreContract.LIMITS);
    return collection;
  }

  private AddressCollection seen(AddressCollection collection) {
    return other.find(collection.facts().id()).orElseThrow();
  }

  private static String row(AddressCollection collection) {
    Optional<String> text =
        test.database()
            .call(
                "row",
                session ->
                    session.first(ROW, row -> row.getString(1), collection.facts().id().value()));
    return text.orElseThrow();
  }

  @Test
  void what_one_has_done_the_other_shows_at_once_and_never_less_than_before() throws Exception {
    AddressCollection own = created(3);
    assertThat(seen(own).progress()).isEqualTo(own.progress());
    for (int i = 0; i < 3; i++) {
      CollectionSteps.make(own, i);
      int shown = works.find(own.facts().id()).orElseThrow().progress().made();
      assertThat(seen(own).progress().made()).isEqualTo(shown).isEqualTo(i + 1);
    }
    CollectionSteps.end(own);
    works.save(own);
    CollectionProgress end = seen(own).progress();
    assertThat(end.state()).isEqualTo(CollectionState.DONE);
    assertThat(end.imagesPaid()).isEqualTo(3);
  }

  @Test
  void the_other_hears_of_it_by_notices_and_without_them_by_polling() throws Exception {
    Notices notices = new Notices(test.url(), "", "other", DatabaseLimits.standard());
    opened.add(notices);
    notices.subscribe(other.notices());
    notices.start();
    Waiting.until(notices::isListening);
    AddressCollection own = created(2);
    Waiting.until(() -> other.known().size() == 1);
    // The first one may have been seen since the notices had begun.
    works.create(CollectionStoreContract.example(2, 1), CollectionStoreContract.LIMITS);
    Waiting.until(() -> other.known().size() == 2);
    notices.close();
    other.start();
    AtomicInteger changes = new AtomicInteger();
    other.known().get(0).subscribe(changes::incrementAndGet);
    CollectionSteps.make(own, 0);
    Waiting.until(() -> other.known().get(0).progress().made() == 1);
    assertThat(changes.get()).isPositive();
  }

  @Test
  void the_one_that_works_heeds_what_a_client_of_the_other_has_decided() throws Exception {
    AddressCollection own = created(3);
    CollectionSteps.fail(own, 0);
    works.find(own.facts().id());
    other.change(seen(own), CollectionDecision.PAUSE);
    Waiting.until(() -> own.progress().state() == CollectionState.PAUSED);
    other.change(seen(own), CollectionDecision.RETRY);
    assertThat(seen(own).progress().failed()).isZero();
    Waiting.until(() -> own.progress().state() == CollectionState.RUNNING);
    assertThat(own.progress().failed()).isZero();
    assertThat(own.progress().waiting()).isEqualTo(3);
  }

  @Test
  void what_it_does_meanwhile_does_not_undo_what_the_client_has_decided() throws Exception {
    AddressCollection own = created(1);
    other.change(seen(own), CollectionDecision.PAUSE);
    CollectionSteps.make(own, 0);
    CollectionSteps.end(own);
    works.save(own);
    assertThat(own.progress().state()).isEqualTo(CollectionState.PAUSED);
    assertThat(seen(own).progress().state()).isEqualTo(CollectionState.PAUSED);
    assertThat(seen(own).progress().made()).isEqualTo(1);
    other.change(seen(own), CollectionDecision.RESUME);
    assertThat(seen(own).progress().state()).isEqualTo(CollectionState.DONE);
  }

  @Test
  void addresses_that_a_client_of_the_other_adds_are_made_too() throws Exception {
    AddressCollection own = created(1);
    CollectionSteps.make(own, 0);
    CollectionSteps.end(own);
    works.save(own);
    AddressList more = CollectionStoreContract.example(1, 3).addresses();
    assertThat(other.extend(seen(own), more, CollectionStoreContract.LIMITS)).isTrue();
    assertThat(seen(own).progress().waiting()).isEqualTo(2);
    Waiting.until(() -> own.progress().waiting() == 2);
    assertThat(own.progress().state()).isEqualTo(CollectionState.RUNNING);
    assertThat(own.progress().made()).isEqualTo(1);
    CollectionSteps.make(own, 2);
    works.save(own);
    assertThat(seen(own).isThere(2)).isTrue();
    AddressCollection behind = CollectionStoreContract.example(1, 1);
    assertThat(other.extend(behind, more, CollectionStoreContract.LIMITS)).isFalse();
  }

  @Test
  void addresses_that_are_added_while_something_is_not_saved_yet_are_made_too() throws Exception {
    AddressCollection own = created(1);
    AddressCollection others = seen(own);
    AddressList more = CollectionStoreContract.example(1, 3).addresses();
    assertThat(other.extend(others, more, CollectionStoreContract.LIMITS)).isTrue();
    CollectionSteps.make(own, 0);
    CollectionSteps.end(own);
    works.save(own);
    // What its worker does when it knows of nothing that waits.
    CollectionSteps.end(own);
    works.save(own);
    Waiting.until(() -> own.progress().waiting() == 2);
    assertThat(own.progress().state()).isEqualTo(CollectionState.RUNNING);
    assertThat(seen(own).progress().state()).isEqualTo(CollectionState.RUNNING);
  }

  @Test
  void what_one_removes_is_gone_everywhere_and_does_not_come_back() throws Exception {
    AddressCollection own = created(2);
    other.delete(seen(own));
    CollectionSteps.make(own, 0);
    works.save(own);
    assertThat(works.known()).isEmpty();
    assertThat(works.find(own.facts().id())).isEmpty();
    assertThat(own.progress().state()).isEqualTo(CollectionState.CANCELLED);
    assertThat(other.all()).isEmpty();
  }

  @Test
  void what_another_has_removed_is_cancelled_when_a_client_asks_and_when_one_decides()
      throws Exception {
    AddressCollection own = created(2);
    AddressCollection asked = seen(own);
    works.delete(own);
    assertThat(other.all()).isEmpty();
    assertThat(asked.progress().state()).isEqualTo(CollectionState.CANCELLED);
    own = created(2);
    AddressCollection decided = seen(own);
    works.delete(own);
    other.change(decided, CollectionDecision.PAUSE);
    assertThat(other.known()).isEmpty();
    assertThat(decided.progress().state()).isEqualTo(CollectionState.CANCELLED);
  }

  @Test
  void one_that_has_lost_its_lease_writes_nothing_until_it_has_another() throws Exception {
    AddressCollection own = created(3);
    CollectionSteps.make(own, 0);
    works.save(own);
    test.database().call("pass", session -> session.update(PASS));
    assertThat(works.isWorker()).as("what it believes").isTrue();
    CollectionSteps.make(own, 1);
    works.save(own);
    assertThat(row(own)).isEqualTo("1 RUNNING");
    Waiting.until(() -> own.progress().made() == 1 && works.find(own.facts().id()).isPresent());
    // No other process has taken it.
    Waiting.until(works::isWorker);
    CollectionSteps.make(own, 2);
    works.save(own);
    assertThat(row(own)).isEqualTo("2 RUNNING");
  }

  @Test
  void one_whose_lease_another_has_taken_writes_nothing_though_it_knows_nothing_of_it()
      throws Exception {
    works.close();
    // It is renewed so seldom that its owner does not notice.
    works = store("first", Duration.ofHours(1));
    works.start();
    Waiting.until(works::isWorker);
    AddressCollection own = created(3);
    CollectionSteps.make(own, 0);
    works.save(own);
    test.database().call("pass", session -> session.update(PASS));
    other.start();
    Waiting.until(other::isWorker);
    assertThat(works.isWorker()).as("what it believes").isTrue();
    CollectionSteps.make(own, 1);
    works.save(own);
    assertThat(row(own)).isEqualTo("1 RUNNING");
  }

  @Test
  void another_goes_on_when_the_lease_has_passed_and_at_once_when_it_was_given_back()
      throws Exception {
    works.close();
    // So long that it does not pass by itself.
    PostgresCollections first = store("first", Duration.ofHours(1));
    first.start();
    Waiting.until(first::isWorker);
    other.start();
    assertThat(other.isWorker()).isFalse();
    first.close();
    Waiting.until(other::isWorker);
    test.database().call("pass", session -> session.update(PASS));
    PostgresCollections third = store("third");
    third.start();
    Waiting.until(() -> third.isWorker() || other.isWorker());
    Waiting.until(() -> third.isWorker() != other.isWorker());
  }

  @Test
  void many_that_are_created_at_once_in_two_processes_are_no_more_than_the_limits_allow()
      throws Exception {
    AtomicInteger numbers = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (Together clients = new Together(8)) {
      clients.call(
          () -> {
            int number = numbers.incrementAndGet();
            try {
              (number % 2 == 0 ? works : other)
                  .create(
                      CollectionStoreContract.example(number, 5), CollectionStoreContract.LIMITS);
            } catch (CollectionRefusedException e) {
              refused.incrementAndGet();
            }
            return true;
          });
    }
    assertThat(refused).hasValue(5);
    assertThat(works.all()).hasSize(3);
    assertThat(other.all()).hasSize(3);
  }

  @Test
  void one_that_is_created_while_others_are_waits_and_counts_them() {
    CompletableFuture<Void> last =
        test.database()
            .transaction(
                "creations",
                session -> {
                  CollectionTable.sizesAlone(session);
                  for (int number = 1; number <= 3; number++) {
                    AddressCollection each = CollectionStoreContract.example(number, 1);
                    CollectionTable.insert(
                        session, each.facts(), each.addresses(), each.standing());
                  }
                  CompletableFuture<Void> fourth = CompletableFuture.runAsync(this::createFourth);
                  Waiting.until(() -> fourth.isDone() || test.isWaitingForLock());
                  return fourth;
                });
    assertThatThrownBy(last::join).hasCauseInstanceOf(CollectionRefusedException.class);
    assertThat(other.all()).hasSize(3);
  }

  private void createFourth() {
    try {
      other.create(CollectionStoreContract.example(4, 1), CollectionStoreContract.LIMITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_row_that_cannot_be_read_is_left_out_and_the_others_are_there() throws Exception {
    AddressCollection own = created(2);
    AddressCollection sound = CollectionStoreContract.example(2, 2);
    works.create(sound, CollectionStoreContract.LIMITS);
    test.database().call("damage", session -> session.update(DAMAGE, own.facts().id().value()));
    assertThat(other.all()).extracting(it -> it.facts()).containsExactly(sound.facts());
    assertThat(other.find(own.facts().id())).isEmpty();
  }
}
