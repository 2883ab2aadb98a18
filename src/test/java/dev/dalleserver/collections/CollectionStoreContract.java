package dev.dalleserver.collections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link CollectionStore} promises. */
public abstract class CollectionStoreContract {
  public static final CollectionLimits LIMITS = new CollectionLimits(2, 3, 200_000, 250_000);

  private static final Instant BEGAN = Instant.parse("2026-03-02T10:00:00.123Z");
  private static final FailureReason REFUSED =
      new FailureReason("OPENAI_ERROR", "refused: \"\u00e9\ud83d\ude00\n\u0000\ud800\" ".repeat(3));
  private static final FailureReason AWAY = new FailureReason("OPENAI_TIMEOUT", "");

  /** Opens the store as the process does that works. */
  protected abstract CollectionStore open() throws Exception;

  /** Opens it as after a restart of the process that had opened it before. */
  protected abstract CollectionStore reopen() throws Exception;

  /** Returns how often something was written by the stores opened so far. */
  protected abstract int writes();

  /** From now on nothing can be stored. */
  protected abstract void refuseToStore() throws Exception;

  /** A list of different addresses. */
  protected static AddressList addresses(int size) {
    AddressList.Builder list = new AddressList.Builder();
    IntStream.range(0, size).forEach(i -> list.add("0x%040x".formatted(i * 7919L)));
    return list.build();
  }

  /** A collection that begins a number of seconds after the first. */
  public static AddressCollection example(int number, int size) {
    CollectionFacts facts =
        new CollectionFacts(
            new CollectionId("col_1795795200000_" + "%09d".formatted(number)),
            "Name \u00e9\ud83d\ude00 '%s' \\ \" " + number,
            SeriesName.parse("simple"),
            BEGAN.plusSeconds(number),
            2);
    return AddressCollection.begin(facts, addresses(size));
  }

  /** Where a collection stands, in a form that can be compared. */
  protected static String standing(AddressCollection collection) {
    CollectionStanding now = collection.standing();
    return now.control().state()
        + " "
        + now.control().reason()
        + " "
        + now.work().imagesPaid()
        + " "
        + collection.progress()
        + " "
        + collection.failures(0, 10);
  }

  private static AddressCollection find(CollectionStore store, AddressCollection like)
      throws IOException {
    return store.find(like.facts().id()).orElseThrow();
  }

  @Test
  void an_empty_store_has_no_collections() throws Exception {
    CollectionStore store = open();
    assertThat(store.all()).isEmpty();
    assertThat(store.known()).isEmpty();
    assertThat(store.find(new CollectionId("col_1_000000000"))).isEmpty();
    assertThat(store.isWorker()).isTrue();
  }

  @Test
  void what_was_created_is_there_after_a_restart() throws Exception {
    AddressCollection created = example(1, 5);
    CollectionStore store = open();
    store.create(created, LIMITS);
    assertThat(find(store, created)).isSameAs(created);

    AddressCollection read = find(reopen(), created);

    assertThat(read).isNotSameAs(created);
    assertThat(read.facts()).isEqualTo(created.facts());
    assertThat(read.addresses().bytes()).isEqualTo(created.addresses().bytes());
    assertThat(standing(read)).isEqualTo(standing(created));
    assertThat(read.hasChanges()).isFalse();
  }

  @Test
  void what_was_saved_is_there_after_a_restart() throws Exception {
    AddressCollection created = example(1, 6);
    CollectionStore store = open();
    store.create(created, LIMITS);
    created.markMade(0, true);
    created.markPresent(1);
    created.markFailed(2, REFUSED);
    created.markFailed(3, AWAY);
    created.markFailed(5, REFUSED);
    created.explain("waits: \u0000\ud800 \"\n");
    store.save(created);
    assertThat(created.hasChanges()).isFalse();
    created.markMade(4, true);

    AddressCollection read = find(reopen(), created);

    assertThat(read.progress().waiting()).isBetween(0, 1);
    assertThat(read.progress().present()).isEqualTo(1);
    assertThat(read.progress().made()).isBetween(1, 2);
    assertThat(read.standing().work().imagesPaid()).isBetween(1L, 2L);
    assertThat(read.progress().reason()).isEqualTo(created.progress().reason());
    assertThat(read.failures(0, 10)).isEqualTo(created.failures(0, 10)).hasSize(3);
    assertThat(read.isThere(0)).isTrue();
    assertThat(read.isThere(2)).isFalse();
  }

  @Test
  void what_a_client_has_decided_is_there_after_a_restart() throws Exception {
    AddressCollection created = example(1, 3);
    CollectionStore store = open();
    store.create(created, LIMITS);
    created.markFailed(0, REFUSED);
    store.save(created);

    store.change(created, CollectionDecision.PAUSE);
    assertThat(created.progress().state()).isEqualTo(CollectionState.PAUSED);
    store = reopen();
    AddressCollection read = find(store, created);
    assertThat(read.progress().state()).isEqualTo(CollectionState.PAUSED);
    assertThat(read.progress().reason()).isEqualTo("paused by a client");
    assertThat(read.progress().failed()).isEqualTo(1);

    store.change(read, CollectionDecision.RETRY);
    assertThat(read.isRunning()).isTrue();
    assertThat(read.progress().failed()).isZero();
    assertThat(read.takeRestart().orElseThrow().stream().boxed()).containsExactly(0);
    assertThat(read.takeRestart()).as("told once").isEmpty();
    store.change(read, CollectionDecision.PAUSE);
    store.change(read, CollectionDecision.RESUME);
    assertThat(read.takeRestart().orElseThrow().isEmpty()).as("none that waits again").isTrue();
    read = find(reopen(), created);
    assertThat(read.isRunning()).isTrue();
    assertThat(read.progress().failed()).isZero();
    assertThat(read.progress().waiting()).isEqualTo(3);
  }

  @Test
  void what_has_failed_again_stays_failed() throws Exception {
    AddressCollection created = example(1, 3);
    CollectionStore store = open();
    store.create(created, LIMITS);
    created.markFailed(0, REFUSED);
    store.save(created);
    store.change(created, CollectionDecision.RETRY);
    created.markFailed(0, AWAY);
    store.save(created);

    AddressCollection read = find(reopen(), created);

    assertThat(read.failures(0, 3)).extracting(it -> it.reason()).containsExactly(AWAY);
  }

  @Test
  void a_decision_that_changes_nothing_leaves_it_as_it_is() throws Exception {
    AddressCollection created = example(1, 2);
    CollectionStore store = open();
    store.create(created, LIMITS);
    String before = standing(created);
    Object lifetime = created.lifetime();
    store.change(created, CollectionDecision.RESUME);
    store.change(created, CollectionDecision.RETRY);
    assertThat(standing(created)).isEqualTo(before);
    assertThat(created.lifetime()).isEqualTo(lifetime);
    assertThat(created.takeRestart()).isEmpty();

    store.change(created, CollectionDecision.PAUSE);
    store.change(created, CollectionDecision.RESUME);
    assertThat(standing(created)).isEqualTo(before);
    assertThat(created.lifetime()).isNotEqualTo(lifetime);
    assertThat(created.takeRestart()).isPresent();
  }

  @Test
  void the_oldest_come_first() throws Exception {
    CollectionStore store = open();
    for (int number : new int[] {2, 3, 1}) {
      store.create(example(number, number), LIMITS);
    }
    assertThat(store.all()).extracting(it -> it.addresses().size()).containsExactly(1, 2, 3);
    assertThat(reopen().all()).extracting(it -> it.addresses().size()).containsExactly(1, 2, 3);
  }

  @Test
  void a_removal_removes_all_of_one_and_only_it() throws Exception {
    AddressCollection first = example(1, 2);
    AddressCollection second = example(2, 3);
    CollectionStore store = open();
    store.create(first, LIMITS);
    store.create(second, LIMITS);
    first.markFailed(1, REFUSED);

    store.delete(first);

    assertThat(first.progress().state()).isEqualTo(CollectionState.CANCELLED);
    assertThat(store.find(first.facts().id())).isEmpty();
    assertThat(store.all()).containsExactly(second);
    first.markMade(0, false);
    store.save(first);
    store.change(first, CollectionDecision.PAUSE);
    store.change(first, CollectionDecision.RETRY);
    assertThat(first.progress().state()).isEqualTo(CollectionState.CANCELLED);
    store.delete(first);
    assertThat(reopen().all()).extracting(it -> it.facts()).containsExactly(second.facts());
  }

  @Test
  void no_more_are_kept_than_the_limits_allow() throws Exception {
    CollectionStore store = open();
    store.create(example(1, 150_000), LIMITS);
    AddressCollection large = example(2, 100_001);
    assertThatThrownBy(() -> store.create(large, LIMITS))
        .isInstanceOf(CollectionRefusedException.class)
        .hasMessageContaining("at most 3 collections with 250000 addresses");
    store.create(example(3, 1), LIMITS);
    store.create(example(4, 1), LIMITS);
    AddressCollection fourth = example(5, 1);
    assertThatThrownBy(() -> store.create(fourth, LIMITS))
        .isInstanceOf(CollectionRefusedException.class);
    assertThat(store.all()).hasSize(3);
    assertThat(reopen().all()).hasSize(3);
  }

  @Test
  void a_hundred_thousand_addresses_take_as_many_writes_as_one_and_are_the_same() throws Exception {
    CollectionStore store = open();
    int before = writes();
    store.create(example(2, 1), LIMITS);
    int ofOne = writes() - before;
    AddressCollection created = example(1, 100_000);
    store.create(created, LIMITS);
    assertThat(writes() - before - ofOne).isEqualTo(ofOne).isPositive();
    AddressCollection read = find(reopen(), created);
    assertThat(read.addresses().bytes()).isEqualTo(created.addresses().bytes());
    assertThat(read.addresses().get(99_999)).isEqualTo(new Address("0x%040x".formatted(791892081)));
  }

  @Test
  void addresses_that_were_added_wait_and_are_there_after_a_restart() throws Exception {
    AddressCollection created = example(1, 2);
    CollectionStore store = open();
    store.create(created, LIMITS);
    created.markMade(0, true);
    created.markMade(1, true);
    assertThat(created.endIfComplete()).isTrue();
    store.save(created);
    Object lifetime = created.lifetime();

    assertThat(store.extend(created, addresses(5), LIMITS)).isTrue();

    assertThat(created.isRunning()).isTrue();
    assertThat(created.lifetime()).isNotEqualTo(lifetime);
    assertThat(created.progress().waiting()).isEqualTo(3);
    store = reopen();
    AddressCollection read = find(store, created);
    assertThat(read.addresses().bytes()).isEqualTo(addresses(5).bytes());
    assertThat(read.isRunning()).isTrue();
    assertThat(read.progress().made()).isEqualTo(2);
    assertThat(read.progress().waiting()).isEqualTo(3);
    CollectionStore last = store;
    assertThatThrownBy(() -> last.extend(read, addresses(250_001), LIMITS))
        .isInstanceOf(CollectionRefusedException.class);
    store.delete(read);
    assertThat(store.extend(read, addresses(6), LIMITS)).isFalse();
    assertThat(reopen().all()).isEmpty();
  }

  @Test
  void what_cannot_be_stored_is_not_there_and_what_was_stored_stays() throws Exception {
    AddressCollection stored = example(1, 2);
    AddressCollection refused = example(2, 2);
    CollectionStore store = open();
    store.create(stored, LIMITS);
    refuseToStore();
    assertThatThrownBy(() -> store.create(refused, LIMITS)).isInstanceOf(IOException.class);
    stored.markMade(0, true);
    assertThatThrownBy(() -> store.save(stored)).isInstanceOf(IOException.class);
    assertThat(stored.hasChanges()).isTrue();
    assertThat(store.all()).containsExactly(stored);
    assertThat(stored.progress().made()).isEqualTo(1);
    assertThat(List.copyOf(store.known())).containsExactly(stored);
  }
}
