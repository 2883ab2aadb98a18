package dev.dalleserver.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every store promises of artifacts: how they are written, read, replaced, deleted and listed.
 */
public abstract class ArtifactStoreContract extends ArtifactStoreHarness {
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
  class Several {
    @Test
    void are_found_and_read_as_each_alone_and_those_that_are_not_there_are_left_out()
        throws Exception {
      store.writeText(PROMPT, "ein Bär");
      store.write(PICTURE, new byte[] {1, 2, 3});
      ArtifactId missing = id("simple", 2, ArtifactKind.PROMPT);

      Map<ArtifactId, StoredArtifact> found = store.findAll(List.of(PROMPT, missing, PICTURE));
      assertThat(found).containsOnlyKeys(PROMPT, PICTURE);
      for (ArtifactId id : found.keySet()) {
        StoredArtifact alone = store.find(id).orElseThrow();
        assertThat(found.get(id).id()).isEqualTo(id);
        assertThat(found.get(id).version()).isEqualTo(alone.version());
        assertThat(found.get(id).modifiedAt()).isEqualTo(alone.modifiedAt());
        assertThat(found.get(id).size()).isEqualTo(alone.size());
      }
      assertThat(store.readTexts(List.of(missing, PROMPT))).isEqualTo(Map.of(PROMPT, "ein Bär"));

      store.delete(PROMPT);
      assertThat(store.findAll(List.of(PROMPT, PICTURE))).containsOnlyKeys(PICTURE);
      assertThat(store.readTexts(List.of(PROMPT))).isEmpty();
      assertThat(store.findAll(List.of())).isEmpty();
    }
  }

  @Nested
  class AWrittenArtifact {
    @Test
    void is_what_is_found_afterwards() throws Exception {
      for (String text : List.of("one", "two", "two")) {
        StoredArtifact written = store.writeAndFind(PROMPT, text.getBytes(UTF_8)).orElseThrow();
        assertThat(written.openStream().readAllBytes()).asString(UTF_8).isEqualTo(text);
        StoredArtifact found = store.find(PROMPT).orElseThrow();
        assertThat(written.version()).isEqualTo(found.version());
        assertThat(written.modifiedAt()).isEqualTo(found.modifiedAt());
      }
    }

    @Test
    void may_have_a_time_of_its_own_also_where_it_replaces_another() throws Exception {
      for (Instant time : List.of(Instant.ofEpochSecond(1_000_000_000), Instant.EPOCH)) {
        byte[] content = time.toString().getBytes(UTF_8);
        StoredArtifact written = store.writeAndFind(PROMPT, content, time).orElseThrow();
        assertThat(written.modifiedAt()).isEqualTo(time);
        assertThat(store.find(PROMPT).orElseThrow().modifiedAt()).isEqualTo(time);
        assertThat(store.read(PROMPT).orElseThrow()).isEqualTo(content);
      }
      assertThat(reopen().find(PROMPT).orElseThrow().modifiedAt()).isEqualTo(Instant.EPOCH);
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
    void changes_the_version_also_when_size_and_time_are_the_same() throws Exception {
      Instant time = Instant.ofEpochSecond(1_000_000_000);
      store.writeText(PROMPT, "one");
      store.setModifiedAt(PROMPT, time);
      StoredArtifact first = store.find(PROMPT).orElseThrow();
      store.writeText(PROMPT, "two");
      store.setModifiedAt(PROMPT, time);

      StoredArtifact second = store.refresh(first).orElseThrow();

      assertThat(second.modifiedAt()).isEqualTo(first.modifiedAt());
      assertThat(second.version()).isNotEqualTo(first.version());
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
          .satisfies(e -> assertThat(store.describe(e)).isNotBlank());
      assertThatIOException().isThrownBy(() -> store.writeText(PICTURE, "new"));
      assertThat(store.describe(new IOException("/data/x is broken"))).doesNotContain("/data");
      repairWrites();

      assertThat(store.refresh(old).orElseThrow()).isSameAs(old);
      assertThat(store.readText(PROMPT)).contains("old");
      assertThat(store.find(PICTURE)).isEmpty();
    }

    @Test
    void by_two_writers_leaves_one_of_the_two_whole() throws Exception {
      for (int round = 0; round < rounds(); round++) {
        both(() -> store.write(PICTURE, content('a')), () -> store.write(PICTURE, content('b')));
        assertThat(store.read(PICTURE).orElseThrow()).satisfies(ArtifactStoreHarness::assertWhole);
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
              for (int i = 0; i < rounds(); i++) {
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
}
