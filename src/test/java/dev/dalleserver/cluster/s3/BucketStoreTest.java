package dev.dalleserver.cluster.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.LeaseLostException;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.WriteFence;
import dev.dalleserver.fixtures.LossyLink;
import dev.dalleserver.fixtures.S3Server;
import dev.dalleserver.jobs.CurrentLease;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.IncomingArtifact;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a store of objects and rows promises, which several nodes share. */
class BucketStoreTest {
  private static final PictureKey KEY = PictureKey.parse("simple", String.format("0x%040x", 1));
  private static final ArtifactId PROMPT = ArtifactId.of(KEY, ArtifactKind.PROMPT);

  @TempDir private static Path folder;
  private static BucketFixture fixture;
  private BucketArtifacts one;
  private BucketArtifacts two;

  @BeforeAll
  static void start() throws Exception {
    fixture = new BucketFixture(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    fixture.close();
  }

  @BeforeEach
  void open() throws Exception {
    fixture.reset();
    clearCaches();
    one = fixture.open("one");
    two = fixture.open("two");
  }

  private static void clearCaches() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
  }

  private int removal() {
    return new ObjectRemoval(fixture.bucket(), fixture.rows(WriteFence.NONE)).run();
  }

  private static String objectOf(ArtifactId id, String text) {
    return ContentHash.object(id.path(), ContentHash.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void an_object_has_the_path_of_its_artifact_and_the_hash_of_its_content() throws Exception {
    one.writeText(PROMPT, "x");
    assertThat(fixture.objects())
        .containsExactly(
            "output/simple/prompt/"
                + KEY.addressText()
                + "-2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881.txt");
  }

  @Test
  void what_one_node_stores_replaces_and_removes_another_sees_at_once() throws Exception {
    assertThat(two.readText(PROMPT)).isEmpty();
    one.writeText(PROMPT, "x");
    assertThat(two.readText(PROMPT)).contains("x");
    two.writeText(PROMPT, "y");
    assertThat(one.readText(PROMPT)).contains("y");
    assertThat(one.delete(PROMPT)).isTrue();
    assertThat(two.find(PROMPT)).isEmpty();
  }

  @Test
  void a_write_and_a_removal_whose_answers_are_lost_are_done_and_told_so() throws Exception {
    try (LossyLink lossy = new LossyLink(S3Server.shared().port());
        Bucket bucket = fixture.openBucketAt(lossy.port())) {
      BucketArtifacts store = fixture.open("lossy", bucket);
      lossy.loseAnswer("PUT ");
      store.writeText(PROMPT, "x");
      assertThat(lossy.losses()).isEqualTo(1);
      assertThat(fixture.objects()).hasSize(1);
      assertThat(one.readText(PROMPT)).contains("x");
      String object = objectOf(PROMPT, "x");
      lossy.loseAnswer("DELETE ");
      bucket.delete(object);
      assertThat(lossy.losses()).isEqualTo(2);
      assertThat(fixture.objects()).isEmpty();
      lossy.loseRequest("PUT ");
      store.writeText(PROMPT, "y");
      assertThat(lossy.losses()).isEqualTo(3);
      assertThat(two.readText(PROMPT)).contains("y");
    }
  }

  /** Takes the lease of a new job, and returns its fence. */
  private static long takeLease() {
    Sql sql =
        new Sql(
            "test",
            "INSERT INTO job (kind, key, payload, node, fence, lease_until) VALUES ('picture',"
                + " gen_random_uuid()::text, '', 'late', nextval('job_fence'),"
                + " clock_timestamp() + interval '1 day') RETURNING fence");
    return database()
        .call("test", session -> session.first(sql, row -> row.getLong(1)))
        .orElseThrow();
  }

  private static void loseLease(long fence) {
    Sql sql = new Sql("test", "UPDATE job SET lease_until = clock_timestamp() WHERE fence = ?");
    database().call("test", session -> session.update(sql, fence));
  }

  private static Database database() {
    return fixture.test().database();
  }

  @Test
  void a_writer_whose_lease_is_lost_changes_nothing_and_leaves_nothing() throws Exception {
    BucketArtifacts late = fixture.open("late", 1 << 20, WriteFence.OF_JOBS);
    long lease = takeLease();
    try (CurrentLease.Scope held = CurrentLease.enter(lease)) {
      assertThat(held).isNotNull();
      late.writeText(PROMPT, "first");
      loseLease(lease);
      one.writeText(PROMPT, "second");

      assertThatIOException().isThrownBy(() -> late.writeText(PROMPT, "late"));
      assertThatIOException()
          .isThrownBy(() -> late.writeText(PROMPT, "second"))
          .isInstanceOf(LeaseLostException.class);
      assertThatIOException().isThrownBy(() -> late.delete(PROMPT));
      assertThatIOException()
          .isThrownBy(() -> late.setAside(late.find(PROMPT).orElseThrow(), 7))
          .isInstanceOf(LeaseLostException.class);
    }

    assertThat(late.readText(PROMPT)).contains("second");
    fixture.letADayPass();
    removal();
    assertThat(fixture.objects()).containsExactly(objectOf(PROMPT, "second"));
  }

  @Test
  void a_writer_keeps_its_lease_until_what_it_writes_is_committed() throws Exception {
    ArtifactRows rows = fixture.rows(WriteFence.OF_JOBS);
    String object = objectOf(PROMPT, "x");
    rows.note(object);
    long lease = takeLease();
    database()
        .transaction(
            "test",
            session -> {
              try (CurrentLease.Scope held = CurrentLease.enter(lease)) {
                assertThat(held).isNotNull();
                assertThat(rows.replace(PROMPT.path(), object, "x", 1, null)).isPresent();
              } catch (LeaseLostException e) {
                throw new AssertionError(e);
              }
              assertThat(canTake(lease)).isFalse();
              return true;
            });
    assertThat(canTake(lease)).isTrue();
  }

  /** Returns true when another node can take the lease now; not within the transaction. */
  private static boolean canTake(long lease) {
    Sql take = new Sql("test", "SELECT 1 FROM job WHERE fence = ? FOR UPDATE SKIP LOCKED");
    return CompletableFuture.supplyAsync(
            () -> database().call("test", other -> other.first(take, row -> true, lease)))
        .join()
        .isPresent();
  }

  @Test
  void a_received_picture_is_kept_although_the_lease_is_lost() throws Exception {
    BucketArtifacts late = fixture.open("late", 1 << 20, WriteFence.OF_JOBS);
    long lease = takeLease();
    loseLease(lease);
    try (CurrentLease.Scope held = CurrentLease.enter(lease);
        IncomingArtifact incoming = late.receive(ReceivedName.of(KEY))) {
      assertThat(held).isNotNull();
      incoming.write('x');
      incoming.complete();
    }
    assertThat(one.readText(new ArtifactId.Received(ReceivedName.of(KEY)))).contains("x");
  }

  @Test
  void replaced_and_removed_objects_stay_for_a_day() throws Exception {
    ArtifactId title = ArtifactId.of(KEY, ArtifactKind.TITLE);
    one.writeText(PROMPT, "old");
    one.writeText(PROMPT, "new");
    one.writeText(title, "gone");
    one.delete(title);
    assertThat(removal()).isZero();
    assertThat(fixture.objects()).hasSize(3);

    fixture.letADayPass();

    assertThat(removal()).isEqualTo(2);
    assertThat(fixture.objects()).containsExactly(objectOf(PROMPT, "new"));
    assertThat(fixture.count("unused_object")).isZero();
    assertThat(two.readText(PROMPT)).contains("new");
  }

  @Test
  void an_object_that_comes_into_use_again_is_not_removed() throws Exception {
    one.writeText(PROMPT, "a");
    one.writeText(PROMPT, "b");
    one.writeText(PROMPT, "a");
    fixture.letADayPass();
    assertThat(removal()).isEqualTo(1);
    assertThat(two.readText(PROMPT)).contains("a");
  }

  @Test
  void an_object_that_is_just_being_removed_is_not_written_again() throws Exception {
    one.writeText(PROMPT, "a");
    one.writeText(PROMPT, "b");
    fixture.letADayPass();
    ArtifactRows rows = fixture.rows(WriteFence.NONE);
    List<String> due = rows.beginRemoval(Duration.ofDays(1), 10);
    assertThat(due).containsExactly(objectOf(PROMPT, "a"));

    one.writeText(PROMPT, "a");
    fixture.bucket().delete(due.get(0));
    rows.endRemoval(due);

    assertThat(two.readText(PROMPT)).contains("a");
    assertThat(fixture.objects()).contains(rows.find(PROMPT.path()).orElseThrow().object());
  }

  @Test
  void a_writer_that_crashed_before_its_row_leaves_no_object_for_longer_than_a_day()
      throws Exception {
    String object = objectOf(PROMPT, "x");
    fixture.rows(WriteFence.NONE).note(object);
    fixture.bucket().put(object, new byte[] {'x'});
    assertThat(removal()).isZero();
    fixture.letADayPass();
    assertThat(removal()).isEqualTo(1);
    assertThat(fixture.objects()).isEmpty();
  }

  @Test
  void a_node_that_starts_leaves_alone_what_its_neighbours_receive() throws Exception {
    ReceivedName batch = ReceivedName.ofBatch(BatchId.of(1, "aaaaaaaaa"), 0);
    try (IncomingArtifact receiving = one.receive(batch)) {
      receiving.write('x');
      assertThat(two.removeReceived(name -> true)).isZero();
      receiving.complete();
    }
    assertThat(two.removeReceived(name -> true)).isEqualTo(1);
    assertThat(one.readText(new ArtifactId.Received(batch))).contains("x");
  }

  @Test
  void the_cache_may_be_deleted_at_any_time() throws Exception {
    one.writeText(PROMPT, "x");
    assertThat(fixture.cacheFolder("one")).isNotEmptyDirectory();
    try (ArtifactContent opened = one.open(PROMPT)) {
      clearCaches();
      assertThat(opened.stream().readAllBytes()).hasSize(1);
    }
    assertThat(one.readText(PROMPT)).contains("x");
    one.writeText(PROMPT, "y");
    assertThat(one.readText(PROMPT)).contains("y");
  }

  @Test
  void a_file_that_was_damaged_while_no_process_ran_is_fetched_again() throws Exception {
    one.writeText(PROMPT, "x");
    try (Stream<Path> files = Files.walk(fixture.cacheFolder("one"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "z");
      }
    }
    assertThat(fixture.open("one").readText(PROMPT)).contains("x");
  }

  @Test
  void the_cache_keeps_what_was_used_last_within_its_bound() throws Exception {
    BucketArtifacts small = fixture.open("small", 8_000, WriteFence.NONE);
    for (int i = 0; i < 20; i++) {
      PictureKey key = PictureKey.parse("simple", String.format("0x%040x", i));
      small.write(ArtifactId.of(key, ArtifactKind.PROMPT), ("x" + i).repeat(500).getBytes());
    }
    try (Stream<Path> files = Files.walk(fixture.cacheFolder("small"))) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum())
          .isBetween(5_000L, 8_000L);
    }
    assertThat(small.readText(PROMPT)).contains("x1".repeat(500));
  }

  @Test
  void what_is_too_large_for_the_cache_is_read_in_parts_from_the_bucket() throws Exception {
    byte[] content = new byte[3 << 20];
    new Random(1).nextBytes(content);
    BucketArtifacts small = fixture.open("small", 1 << 20, WriteFence.NONE);
    ArtifactId picture = ArtifactId.of(KEY, ArtifactKind.GENERATED);
    small.write(picture, content);

    assertThat(small.read(picture).orElseThrow()).isEqualTo(content);
    try (ArtifactContent opened = small.open(picture)) {
      ByteBuffer part = ByteBuffer.allocate(10);
      assertThat(opened.read(part, (3 << 20) - 4)).isEqualTo(4);
      assertThat(part.get(3)).isEqualTo(content[content.length - 1]);
    }
    assertThat(fixture.cacheFolder("small"))
        .satisfiesAnyOf(
            it -> assertThat(it).doesNotExist(), it -> assertThat(it).isEmptyDirectory());
  }

  @Test
  void a_damaged_object_is_not_served() throws Exception {
    one.writeText(PROMPT, "x");
    Files.writeString(fixture.file(objectOf(PROMPT, "x")), "z");
    assertThatThrownBy(() -> two.readText(PROMPT))
        .isInstanceOf(BucketException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void while_the_bucket_is_away_what_is_here_is_read_and_nothing_is_stored() throws Exception {
    one.writeText(PROMPT, "x");
    fixture.link().cut();
    try {
      assertThat(one.readText(PROMPT)).contains("x");
      assertThatIOException()
          .isThrownBy(() -> two.readText(PROMPT))
          .withMessage("the bucket cannot be used: the store refuses connections");
      assertThatIOException().isThrownBy(() -> one.writeText(PROMPT, "y"));
      assertThatIOException().isThrownBy(() -> one.requireRoomToReceive(1));
    } finally {
      fixture.link().restore();
    }
    assertThat(two.readText(PROMPT)).contains("x");
  }

  @Test
  void a_bucket_that_does_not_exist_is_named_as_the_reason() throws Exception {
    try (Bucket missing = fixture.openBucket("no-such-bucket")) {
      assertThatIOException()
          .isThrownBy(missing::probe)
          .withMessage("the bucket cannot be used: it does not exist");
    }
  }
}
