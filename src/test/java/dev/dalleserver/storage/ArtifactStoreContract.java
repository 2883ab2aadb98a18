package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.dalleserver.fixtures.Together;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every store of artifacts promises. */
abstract class ArtifactStoreContract {
  private static final int ROUNDS = 40;
  private static final SeriesName SIMPLE = SeriesName.parse("simple");
  private static final ArtifactId PROMPT = id("simple", 1, ArtifactKind.PROMPT);
  private static final ArtifactId PICTURE = id("simple", 1, ArtifactKind.GENERATED);
  private static final BatchId BATCH = BatchId.of(1, "aaaaaaaaa");
  private static final BatchId OTHER_BATCH = BatchId.of(2, "bbbbbbbbb");
  private static final ReceivedName NAME = ReceivedName.of(key("simple", 1));
  private static final ArtifactId RECEIVED = new ArtifactId.Received(NAME);

  private ArtifactStore store;

  /** Opens a store in which nothing is stored. */
  abstract ArtifactStore open() throws Exception;

  /** Opens the same store as another process would after the end of this one. */
  abstract ArtifactStore reopen() throws Exception;

  /** Makes every write fail from now on, as a full disk does. */
  abstract void breakWrites() throws Exception;

  /** Undoes {@link #breakWrites}. */
  abstract void repairWrites() throws Exception;

  @BeforeEach
  void open_the_store() throws Exception {
    store = open();
  }

  @Nested
  class AnArtifact {
    @Test
    void is_found_with_its_size_and_time_and_is_read_whole() throws Exception {
      Instant before = Instant.now().minusSeconds(2);
      store.writeText(PROMPT, "ein Bär");

      StoredArtifact found = store.find(PROMPT).orElseThrow();
      assertThat(found.id()).isEqualTo(PROMPT);
      assertThat(found.size()).isEqualTo(8);
      assertThat(found.modifiedAt()).isBetween(before, Instant.now().plusSeconds(2));
      assertThat(found.version()).matches("[!-~&&[^\"]]+");
      assertThat(store.readText(PROMPT)).contains("ein Bär");
      assertThat(found.openStream().readAllBytes()).hasSize(8);
    }

    @Test
    void of_every_form_is_stored_under_its_own_id() throws Exception {
      List<ArtifactId> ids =
          List.of(
              PROMPT,
              PICTURE,
              id("simple", 2, ArtifactKind.PROMPT),
              id("five-tone", 1, ArtifactKind.PROMPT),
              new ArtifactId.BatchImage(BATCH, 0),
              new ArtifactId.BatchImage(BATCH, 1),
              RECEIVED,
              new ArtifactId.ArchivedRun("simple", "0x1", 5));
      for (ArtifactId id : ids) {
        store.writeText(id, id.path());
      }
      for (ArtifactId id : ids) {
        assertThat(store.readText(id)).as(id.path()).contains(id.path());
      }
    }

    @Test
    void that_does_not_exist_is_not_found_nor_read_nor_deleted() throws Exception {
      assertThat(store.find(PROMPT)).isEmpty();
      assertThat(store.read(PROMPT)).isEmpty();
      assertThat(store.delete(PROMPT)).isFalse();
      store.deleteBatch(BATCH);
    }

    @Test
    void is_read_in_parts() throws Exception {
      store.writeText(PROMPT, "0123456789");
      try (ArtifactContent content = store.find(PROMPT).orElseThrow().open()) {
        ByteBuffer part = ByteBuffer.allocate(4);
        assertThat(content.read(part, 3)).isBetween(1, 4);
        assertThat((char) part.get(0)).isEqualTo('3');
        assertThat(content.read(ByteBuffer.allocate(4), 10)).isEqualTo(-1);
        assertThat(content.size()).isEqualTo(10);
      }
    }

    @Test
    void stays_when_the_process_ends() throws Exception {
      store.writeText(PROMPT, "x");
      Instant time = Instant.ofEpochSecond(1_000_000_000);
      store.setModifiedAt(PROMPT, time);

      ArtifactStore later = reopen();

      assertThat(later.readText(PROMPT)).contains("x");
      assertThat(later.find(PROMPT).orElseThrow().modifiedAt()).isEqualTo(time);
    }

    @Test
    void is_gone_for_all_that_begins_after_its_deletion() throws Exception {
      store.writeText(PROMPT, "x");
      StoredArtifact found = store.find(PROMPT).orElseThrow();

      assertThat(store.delete(PROMPT)).isTrue();

      assertThat(store.find(PROMPT)).isEmpty();
      assertThat(store.refresh(found)).isEmpty();
      assertThat(store.read(PROMPT)).isEmpty();
      assertThat(store.delete(PROMPT)).isFalse();
      assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(found::open);
      assertThat(reopen().find(PROMPT)).isEmpty();
    }
  }

  @Nested
  class AReplacement {
    @Test
    void changes_the_version_and_nothing_else_does() throws Exception {
      store.writeText(PROMPT, "one");
      StoredArtifact first = store.find(PROMPT).orElseThrow();
      assertThat(store.refresh(first).orElseThrow()).isSameAs(first);
      assertThat(store.find(PROMPT).orElseThrow().version()).isEqualTo(first.version());

      Set<String> versions = new HashSet<>(Set.of(first.version()));
      StoredArtifact known = first;
      for (int i = 0; i < 2; i++) {
        store.writeText(PROMPT, "tw" + i);
        known = store.refresh(known).orElseThrow();
        assertThat(known.openStream().readAllBytes()).asString().isEqualTo("tw" + i);
        assertThat(versions.add(known.version())).isTrue();
      }
      assertThatExceptionOfType(StoredArtifact.ReplacedException.class).isThrownBy(first::open);
    }

    @Test
    void and_a_deletion_leave_what_is_open_as_it_was() throws Exception {
      store.write(PICTURE, content('a'));
      try (ArtifactContent replaced = store.find(PICTURE).orElseThrow().open()) {
        store.write(PICTURE, content('b'));
        try (ArtifactContent deleted = store.find(PICTURE).orElseThrow().open()) {
          store.delete(PICTURE);
          assertThat(replaced.stream().readAllBytes()).isEqualTo(content('a'));
          assertThat(deleted.stream().readAllBytes()).isEqualTo(content('b'));
        }
      }
    }

    @Test
    void that_fails_leaves_the_old_content_and_no_trace() throws Exception {
      store.writeText(PROMPT, "old");
      StoredArtifact old = store.find(PROMPT).orElseThrow();
      breakWrites();
      assertThatIOException()
          .isThrownBy(() -> store.writeText(PROMPT, "new"))
          .satisfies(e -> assertThat(store.describe(e)).isNotBlank().doesNotContain("/", "\\"));
      assertThatIOException().isThrownBy(() -> store.writeText(PICTURE, "new"));
      repairWrites();

      assertThat(store.refresh(old).orElseThrow()).isSameAs(old);
      assertThat(store.readText(PROMPT)).contains("old");
      assertThat(store.find(PICTURE)).isEmpty();
    }

    @Test
    void by_two_writers_leaves_one_of_the_two_whole() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        both(() -> store.write(PICTURE, content('a')), () -> store.write(PICTURE, content('b')));
        assertThat(store.read(PICTURE).orElseThrow()).satisfies(ArtifactStoreContract::assertWhole);
      }
    }

    @Test
    void is_seen_whole_or_not_at_all_by_readers() throws Exception {
      store.write(PICTURE, content('a'));
      AtomicBoolean writing = new AtomicBoolean(true);
      CountDownLatch reading = new CountDownLatch(1);
      both(
          () -> {
            try {
              reading.await();
              for (int i = 0; i < ROUNDS; i++) {
                store.write(PICTURE, content((char) ('a' + i % 26)));
              }
            } finally {
              writing.set(false);
            }
          },
          () -> {
            StoredArtifact known = store.find(PICTURE).orElseThrow();
            reading.countDown();
            while (writing.get()) {
              assertWhole(store.read(PICTURE).orElseThrow());
              known = store.refresh(known).orElseThrow();
              try (ArtifactContent opened = known.open()) {
                assertThat(opened.size()).isEqualTo(known.size());
                assertWhole(opened.stream().readAllBytes());
              } catch (StoredArtifact.ReplacedException e) {
                // Looked for again in the next turn.
              }
            }
          });
    }
  }

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
      for (int round = 0; round < ROUNDS; round++) {
        boolean aside = round % 2 == 0;
        receive("old");
        StoredArtifact old = store.find(RECEIVED).orElseThrow();
        both(
            () -> receive("new"),
            () -> {
              if (aside) {
                store.setAside(old, 7);
              } else {
                store.delete(old);
              }
            });
        assertThat(store.readText(RECEIVED)).contains("new");
      }
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
  class AList {
    @Test
    void has_all_pictures_of_one_series_and_kind() throws Exception {
      store.writeText(PROMPT, "x");
      store.writeText(id("simple", 2, ArtifactKind.PROMPT), "x");
      store.writeText(id("five-tone", 3, ArtifactKind.PROMPT), "x");
      store.writeText(PICTURE, "x");

      assertThat(store.list(SIMPLE, ArtifactKind.PROMPT))
          .containsExactlyInAnyOrder(
              id("simple", 1, ArtifactKind.PROMPT), id("simple", 2, ArtifactKind.PROMPT));
      assertThat(store.list(SeriesName.parse("none"), ArtifactKind.PROMPT)).isEmpty();
    }

    @Test
    void has_all_that_stays_while_others_come_and_go_and_are_replaced() throws Exception {
      List<ArtifactId.Picture> staying =
          IntStream.range(0, 50).mapToObj(i -> id("simple", i, ArtifactKind.PROMPT)).toList();
      for (ArtifactId id : staying) {
        store.writeText(id, "x");
      }
      AtomicBoolean writing = new AtomicBoolean(true);
      both(
          () -> {
            try {
              for (int i = 0; i < 50; i++) {
                store.writeText(staying.get(i), "y");
                store.writeText(id("simple", 1000 + i, ArtifactKind.PROMPT), "x");
                store.delete(id("simple", 1000 + i, ArtifactKind.PROMPT));
              }
            } finally {
              writing.set(false);
            }
          },
          () -> {
            while (writing.get()) {
              assertThat(store.list(SIMPLE, ArtifactKind.PROMPT)).containsAll(staying);
            }
          });
    }

    @Test
    void of_batches_has_those_that_have_pictures_until_they_are_deleted() throws Exception {
      store.writeText(new ArtifactId.BatchImage(BATCH, 0), "x");
      store.writeText(new ArtifactId.BatchImage(BATCH, 4), "x");
      store.writeText(new ArtifactId.BatchImage(OTHER_BATCH, 0), "x");
      assertThat(store.listBatches()).containsExactlyInAnyOrder(BATCH, OTHER_BATCH);

      store.deleteBatch(BATCH);

      assertThat(store.listBatches()).containsExactly(OTHER_BATCH);
      assertThat(store.find(new ArtifactId.BatchImage(BATCH, 4))).isEmpty();
      assertThat(store.find(new ArtifactId.BatchImage(OTHER_BATCH, 0))).isPresent();
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

  private interface Action {
    void run() throws Exception;
  }

  /** Runs both in threads of their own, from one moment on. */
  private static void both(Action one, Action other) throws Exception {
    AtomicBoolean taken = new AtomicBoolean();
    try (Together two = new Together(2)) {
      two.call(
          () -> {
            (taken.compareAndSet(false, true) ? one : other).run();
            return null;
          });
    }
  }

  private StoredArtifact receive(String text) throws IOException {
    try (IncomingArtifact incoming = store.receive(NAME)) {
      incoming.write(text.getBytes(StandardCharsets.UTF_8));
      return incoming.complete();
    }
  }

  private static PictureKey key(String series, int n) {
    return PictureKey.parse(series, String.format("0x%040x", n));
  }

  private static ArtifactId.Picture id(String series, int n, ArtifactKind kind) {
    return ArtifactId.of(key(series, n), kind);
  }

  /** Large enough to be written in several pieces; its length depends on the letter. */
  private static byte[] content(char letter) {
    byte[] bytes = new byte[200_000 + letter];
    Arrays.fill(bytes, (byte) letter);
    return bytes;
  }

  private static void assertWhole(byte[] bytes) {
    Optional<Byte> first = bytes.length == 0 ? Optional.empty() : Optional.of(bytes[0]);
    assertThat(first).isPresent();
    assertThat(bytes).isEqualTo(content((char) first.get().byteValue()));
  }
}
