package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.ReceivedName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every store promises of artifacts that arrive in pieces, and of removing just those. */
public abstract class ReceivedArtifactContract extends ArtifactStoreHarness {
  @Nested
  class RemovingWhatWasFound {
    @Test
    void leaves_what_was_stored_later() throws Exception {
      store.writeText(PROMPT, "one");
      StoredArtifact first = store.find(PROMPT).orElseThrow();
      store.writeText(PROMPT, "two");
      StoredArtifact second = store.find(PROMPT).orElseThrow();

      assertThat(store.delete(first)).isFalse();
      assertThat(store.setAside(first, 7)).isEmpty();
      assertThat(store.readText(PROMPT)).contains("two");
      assertThat(store.delete(second)).isTrue();
      assertThat(store.delete(second)).isFalse();
      assertThat(store.find(PROMPT)).isEmpty();
    }

    @Test
    void never_takes_what_is_stored_at_the_same_time() throws Exception {
      Set<Long> missing = new HashSet<>();
      Set<Long> taken = new HashSet<>();
      AtomicLong writeNanos = new AtomicLong(1);
      AtomicBoolean writing = new AtomicBoolean(true);
      both(
          () -> {
            try {
              for (long size = 1; size <= 5 * rounds(); size++) {
                long start = System.nanoTime();
                receive("x".repeat((int) size));
                writeNanos.set(System.nanoTime() - start);
                if (store.find(RECEIVED).isEmpty()) {
                  missing.add(size);
                }
              }
            } finally {
              writing.set(false);
            }
          },
          () -> {
            Random random = new Random(1);
            while (writing.get()) {
              Optional<StoredArtifact> found = store.find(RECEIVED);
              // So that some removals meet the next artifact as it gets its name.
              spin(random.nextLong(2 * writeNanos.get()));
              if (found.isPresent() && remove(found.get(), random.nextBoolean())) {
                taken.add(found.get().size());
              }
            }
          });
      assertThat(taken).containsAll(missing).isNotEmpty();
    }

    private boolean remove(StoredArtifact found, boolean aside) throws IOException {
      return aside ? store.setAside(found, 7).isPresent() : store.delete(found);
    }

    private void spin(long nanos) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < nanos) {
        Thread.yield();
      }
    }

    @Test
    void that_is_set_aside_is_listed_the_last_one_first() throws Exception {
      assertThat(store.listSetAside(RECEIVED, 9)).isEmpty();
      for (int i = 1; i <= 3; i++) {
        store.writeText(RECEIVED, "number " + i);
        store.setAside(store.find(RECEIVED).orElseThrow(), 8L + i).orElseThrow();
      }
      store.writeText(PICTURE, "another");
      store.setAside(store.find(PICTURE).orElseThrow(), 20).orElseThrow();

      List<StoredArtifact> found = reopen().listSetAside(RECEIVED, 2);
      assertThat(found).hasSize(2);
      assertThat(found.get(0).openStream()).hasContent("number 3");
      assertThat(found.get(1).openStream()).hasContent("number 2");
    }

    @Test
    void that_was_set_aside_can_be_deleted() throws Exception {
      store.writeText(RECEIVED, "one");
      store.setAside(store.find(RECEIVED).orElseThrow(), 7).orElseThrow();
      StoredArtifact aside = store.listSetAside(RECEIVED, 9).get(0);
      assertThat(store.refresh(aside)).contains(aside);
      assertThat(store.delete(aside)).isTrue();
      assertThat(store.listSetAside(RECEIVED, 9)).isEmpty();
      assertThat(store.refresh(aside)).isEmpty();
    }

    @Test
    void by_setting_it_aside_says_where_it_is_and_hides_it() throws Exception {
      receive("damaged");
      StoredArtifact found = store.find(RECEIVED).orElseThrow();

      assertThat(store.setAside(found, 7).orElseThrow())
          .contains("7")
          .endsWith(NAME.text() + ".received");

      assertThat(store.find(RECEIVED)).isEmpty();
      assertThat(store.removeReceived(name -> false)).isZero();
      assertThat(store.setAside(found, 8)).isEmpty();
    }
  }

  @Nested
  class Receiving {
    @Test
    void stores_nothing_before_it_is_complete() throws Exception {
      try (IncomingArtifact incoming = store.receive(NAME)) {
        incoming.write(content('a'));
        assertThat(incoming.size()).isEqualTo(content('a').length);
        assertThat(store.find(RECEIVED)).isEmpty();
      }
      assertThat(store.find(RECEIVED)).isEmpty();
      StoredArtifact received = receive("whole");
      assertThat(store.refresh(received).orElseThrow()).isSameAs(received);
      assertThat(reopen().readText(RECEIVED)).contains("whole");
    }

    @Test
    void of_several_under_one_name_keeps_the_last_that_is_completed() throws Exception {
      try (IncomingArtifact first = store.receive(NAME);
          IncomingArtifact second = store.receive(NAME)) {
        first.write("first".getBytes(StandardCharsets.UTF_8));
        second.write("second".getBytes(StandardCharsets.UTF_8));
        second.complete();
        first.complete();
      }
      assertThat(store.readText(RECEIVED)).contains("first");
    }

    @Test
    void completes_in_a_thread_that_is_interrupted() throws Exception {
      try (IncomingArtifact incoming = store.receive(NAME)) {
        Thread.currentThread().interrupt();
        incoming.write('x');
        incoming.complete();
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(store.readText(RECEIVED)).contains("x");
    }

    @Test
    void leaves_at_the_next_start_what_is_whole_and_needed() throws Exception {
      receive("whole");
      ReceivedName forgotten = ReceivedName.ofBatch(BATCH, 0);
      store.write(new ArtifactId.Received(forgotten), content('a'));
      // Not closed: its process was killed.
      store.receive(NAME).write('x');

      letADayPass();
      ArtifactStore later = reopen();

      assertThat(later.removeReceived(forgotten.text()::equals)).isEqualTo(1);
      assertThat(later.find(new ArtifactId.Received(forgotten))).isEmpty();
      assertThat(later.readText(RECEIVED)).contains("whole");
    }
  }

  @Nested
  class Room {
    @Test
    void is_there_until_writes_fail_and_looking_for_it_leaves_nothing() throws Exception {
      store.requireRoom(1);
      store.requireRoomToReceive(1);
      store.requireStorable(PROMPT);
      assertThat(store.list(SIMPLE, ArtifactKind.PROMPT)).isEmpty();
      assertThat(store.removeReceived(name -> false)).isZero();

      breakWrites();
      assertThatIOException().isThrownBy(() -> store.requireRoom(1));
      assertThatIOException().isThrownBy(() -> store.requireRoomToReceive(1));
      repairWrites();
      store.requireRoom(1);
      store.requireRoomToReceive(1);
    }
  }
}
