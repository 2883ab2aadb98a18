package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CountedJobs;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.Lease;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchRegistryTest {
  private static final Duration TTL = Duration.ofMinutes(5);

  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private final CountedJobs jobs = new CountedJobs(time.ticker().nanos());
  private DataDirectory directory;
  private BatchFiles files;
  private BatchRegistry registry;
  private BatchPainter painter;
  private final Map<BatchId, Lease<BatchId, BatchRun>> leases = new HashMap<>();

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    FileStore store = new FileStore(directory);
    files = new BatchFiles(new LocalArtifacts(store));
    painter =
        new BatchPainter(
            new ScriptedProvider(),
            PlainEncoder.INSTANCE,
            files,
            new ReceivedPictures(new LocalArtifacts(store), time.clock()),
            () -> 7,
            time.ticker());
    registry = registry(BatchRegistry.Kept.DEFAULT);
  }

  private Path file(Batch batch) {
    return dataDir.resolve(files.image(batch, 0).path());
  }

  private void bounded(int batches, long bytes) {
    registry = registry(new BatchRegistry.Kept(batches, bytes));
  }

  private BatchRegistry registry(BatchRegistry.Kept kept) {
    return new BatchRegistry(
        new BatchRegistry.Limits(2, TTL, Duration.ofMinutes(5)),
        kept,
        jobs.create(
            new BatchJobKind(Optional.of(painter), Duration.ofMinutes(5), time.ticker(), () -> 0),
            new BatchRegistry.Limits(2, TTL, Duration.ofMinutes(5)).capacity()),
        files,
        time.ticker(),
        new BatchIdGenerator(time.clock(), new Random(1)));
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private SubmitOutcome create(BatchRequest request, Optional<String> key) {
    SubmitOutcome outcome =
        registry.outcome(registry.jobs().submit(registry.newJob(request, key, false, batch -> {})));
    registry.jobs().claim(Duration.ofDays(365)).ifPresent(it -> leases.put(it.key(), it));
    return outcome;
  }

  private Batch create() {
    return accepted(create(Requests.one(), Optional.empty())).batch();
  }

  private static SubmitOutcome.Accepted accepted(SubmitOutcome outcome) {
    return (SubmitOutcome.Accepted) outcome;
  }

  private boolean finish(Batch batch, JobOutcome outcome) {
    return registry.jobs().finish(Objects.requireNonNull(leases.get(batch.id())), outcome);
  }

  private boolean complete(Batch batch) {
    return finish(batch, new JobOutcome.Done());
  }

  private boolean cancel(Batch batch) {
    return registry.jobs().requestEnd(run(batch), Cancellation.Reason.CANCELLED);
  }

  private BatchRun run(Batch batch) {
    return Objects.requireNonNull(leases.get(batch.id())).job();
  }

  private boolean delete(Batch batch) {
    return registry.delete(run(batch));
  }

  @Nested
  class WhenAGenerationIsCreated {
    @Test
    void it_is_pending_and_can_be_found() {
      Batch batch = create();
      assertThat(registry.get(batch.id())).contains(batch);
      assertThat(batch.state()).isInstanceOf(BatchState.Pending.class);
      assertThat(batch.created().unixMillis()).isEqualTo(MovingTime.START.toEpochMilli());
    }

    @Test
    void its_id_has_the_form_of_the_protocol() {
      assertThat(create().id().value()).matches("gen_1772366400000_[0-9a-z]{9}");
    }

    @Test
    void many_within_a_millisecond_have_ids_of_their_own_and_keep_their_order() {
      Batch first = create();
      Batch second = create();
      assertThat(registry.newestFirst()).containsExactly(second, first);
      assertThat(first.id()).isNotEqualTo(second.id());
    }

    @Test
    void an_id_that_was_never_given_is_unknown() {
      assertThat(registry.get(new BatchId("gen_1_abcdefghi"))).isEmpty();
      assertThat(BatchId.parse("gen_1_../../etc")).isEmpty();
      assertThat(BatchId.parse("gen_1_ABCDEFGHI")).isEmpty();
    }

    @Test
    void there_is_room_for_as_many_as_there_are_slots() {
      create();
      create();
      assertThat(create(Requests.one(), Optional.empty())).isEqualTo(new SubmitOutcome.Busy(2));
    }
  }

  @Nested
  class WhenAGenerationIsUpdated {
    @Test
    void it_shows_the_new_state_and_when_that_was() {
      Batch batch = create();
      time.pass(Duration.ofSeconds(3));
      batch.change(old -> BatchState.InProgress.begin(ClockReading.now(time.ticker()), List.of()));
      assertThat(batch.state().status()).isEqualTo("in_progress");
      assertThat(batch.state().updated().unixMillis())
          .isEqualTo(MovingTime.START.toEpochMilli() + 3000);
    }

    @Test
    void those_who_listen_are_told() {
      Batch batch = create();
      int[] told = {0};
      batch.subscribe(changed -> told[0]++);
      complete(batch);
      assertThat(told[0]).isEqualTo(1);
    }

    @Test
    void its_first_ending_stays_whatever_comes_late() {
      Batch batch = create();
      assertThat(cancel(batch)).isTrue();
      assertThat(complete(batch)).isFalse();
      assertThat(batch.state()).isInstanceOf(BatchState.Cancelled.class);
    }

    @Test
    void its_slot_is_given_back_once_by_the_ending_that_stays() {
      Batch batch = create();
      assertThat(jobs.freePlaces()).isEqualTo(1);
      cancel(batch);
      complete(batch);
      assertThat(jobs.freePlaces()).isEqualTo(2);
    }
  }

  @Nested
  class WhenAGenerationIsDeleted {
    @Test
    void it_is_gone_with_its_files() throws Exception {
      Batch batch = create();
      assertThat(files.store(batch, 0, new byte[] {1})).isTrue();
      assertThat(file(batch)).exists();
      complete(batch);
      assertThat(delete(batch)).isTrue();
      assertThat(registry.get(batch.id())).isEmpty();
      assertThat(file(batch).getParent()).doesNotExist();
    }

    @Test
    void it_is_deleted_once() {
      Batch batch = create();
      complete(batch);
      assertThat(delete(batch)).isTrue();
      assertThat(delete(batch)).isFalse();
    }

    @Test
    void one_that_has_not_ended_stays() {
      Batch batch = create();
      assertThat(delete(batch)).isFalse();
      assertThat(registry.get(batch.id())).isPresent();
    }

    @Test
    void a_picture_that_comes_after_the_end_is_not_stored() throws Exception {
      Batch batch = create();
      cancel(batch);
      assertThat(files.store(batch, 0, new byte[] {1})).isFalse();
      assertThat(file(batch)).doesNotExist();
    }
  }

  @Nested
  class WhenItIsCleanedUp {
    @Test
    void what_ended_a_time_to_live_ago_is_dropped() {
      Batch batch = create();
      complete(batch);
      time.pass(TTL);
      assertThat(registry.cleanUp()).isEqualTo(1);
      assertThat(registry.get(batch.id())).isEmpty();
    }

    @Test
    void what_ended_more_recently_stays() {
      Batch batch = create();
      complete(batch);
      time.pass(TTL.minusNanos(1));
      assertThat(registry.cleanUp()).isZero();
      assertThat(registry.get(batch.id())).isPresent();
    }

    @Test
    void the_last_update_counts_not_the_creation() {
      Batch batch = create();
      time.pass(TTL.multipliedBy(2));
      cancel(batch);
      assertThat(registry.cleanUp()).isZero();
    }

    @Test
    void what_is_pending_or_running_is_never_dropped() {
      Batch pending = create();
      Batch running = create();
      running.change(
          old -> BatchState.InProgress.begin(ClockReading.now(time.ticker()), List.of()));
      time.pass(Duration.ofDays(30));
      assertThat(registry.cleanUp()).isZero();
      assertThat(registry.newestFirst()).containsExactly(running, pending);
    }

    @Test
    void failed_and_cancelled_ones_go_like_complete_ones() {
      Batch failed = create();
      finish(failed, new JobOutcome.Failed(new JobException(FailureCode.FILE_SYSTEM_ERROR, "no")));
      cancel(create());
      time.pass(TTL);
      assertThat(registry.cleanUp()).isEqualTo(2);
      assertThat(registry.newestFirst()).isEmpty();
    }
  }

  @Nested
  class WhenAKeyIsGiven {
    @Test
    void the_same_key_and_request_find_the_first_generation() {
      SubmitOutcome.Accepted first = accepted(create(Requests.one(), Optional.of("key-1")));
      SubmitOutcome.Accepted second = accepted(create(Requests.one(), Optional.of("key-1")));
      assertThat(second.batch()).isSameAs(first.batch());
      assertThat(first.replayed()).isFalse();
      assertThat(second.replayed()).isTrue();
      assertThat(jobs.freePlaces()).isEqualTo(1);
    }

    @Test
    void the_same_key_with_another_request_is_refused() {
      create(Requests.one(), Optional.of("key-1"));
      BatchRequest other = Requests.of("a blue fox", 1, OptionalLong.of(42));
      assertThat(create(other, Optional.of("key-1"))).isEqualTo(new SubmitOutcome.KeyReused());
    }

    @Test
    void a_key_that_found_no_slot_is_free_again() {
      create();
      Batch second = create();
      assertThat(create(Requests.one(), Optional.of("key-1")))
          .isInstanceOf(SubmitOutcome.Busy.class);
      complete(second);
      assertThat(accepted(create(Requests.one(), Optional.of("key-1"))).replayed()).isFalse();
    }

    @Test
    void it_is_remembered_as_long_as_its_generation() {
      Batch batch = accepted(create(Requests.one(), Optional.of("key-1"))).batch();
      complete(batch);
      time.pass(TTL);
      registry.cleanUp();
      assertThat(jobs.idempotencyKeys()).isZero();
      assertThat(accepted(create(Requests.one(), Optional.of("key-1"))).replayed()).isFalse();
    }
  }

  @Nested
  class WhenAnEarlierProcessHasLeftFiles {
    @Test
    void they_are_removed_and_nothing_else_is() throws Exception {
      FileStore store = new FileStore(directory);
      Path left = store.layout().generation("gen_1_abcdefghi").resolve("0.png");
      Path series = store.layout().generation("annotated").resolve("0xab.png");
      store.write(left, new byte[] {1});
      store.write(series, new byte[] {1});
      files.removeLeftovers(id -> false);
      assertThat(left.getParent()).doesNotExist();
      assertThat(series).exists();
    }
  }

  @Nested
  class WhenProgressIsShown {
    private Batch batch;

    private BatchProgress report(Stage stage, int step, int totalSteps) {
      batch.change(
          old ->
              ((BatchState.InProgress) old)
                  .withProgress(ClockReading.now(time.ticker()), stage, step, totalSteps));
      return batch.progress().orElseThrow();
    }

    private void begin(BatchRequest request, int finished) {
      batch = accepted(create(request, Optional.empty())).batch();
      BatchImage image = new BatchImage(64, 64, 1, 1, List.of());
      List<BatchImage> images = java.util.Collections.nCopies(finished, image);
      batch.change(old -> BatchState.InProgress.begin(ClockReading.now(time.ticker()), images));
    }

    @Test
    void there_is_none_before_and_after_the_work() {
      batch = create();
      assertThat(batch.progress()).isEmpty();
      complete(batch);
      assertThat(batch.progress()).isEmpty();
    }

    @Test
    void the_percentage_runs_over_the_whole_batch() {
      begin(Requests.batch(2), 1);
      assertThat(report(Stage.DIFFUSION, 10, 20))
          .isEqualTo(new BatchProgress(10, 20, "diffusion", 75, 2, 2));
    }

    @Test
    void it_never_stands_at_a_hundred_nor_goes_back() {
      begin(Requests.one(), 0);
      assertThat(report(Stage.DIFFUSION, 20, 20).percentage()).isLessThan(100).isGreaterThan(99);
      assertThat(report(Stage.LOADING, 0, 0).percentage()).isGreaterThan(99);
    }
  }

  @Nested
  class WhenManyHaveEnded {
    private Batch ended(int bytes) throws Exception {
      Batch batch = create();
      files.store(batch, 0, new byte[bytes]);
      time.pass(Duration.ofSeconds(1));
      complete(batch);
      return batch;
    }

    private Path folder(Batch batch) {
      return dataDir.resolve("output/generations/" + batch.id().value());
    }

    @Test
    void those_that_ended_first_go_when_there_are_too_many() throws Exception {
      bounded(2, 1000);
      Batch underWay = create();
      Batch first = ended(1);
      Batch second = ended(1);
      assertThat(registry.newestFirst()).containsExactly(second, first, underWay);

      Batch third = ended(1);

      assertThat(registry.newestFirst()).containsExactly(third, second, underWay);
      assertThat(folder(first)).doesNotExist();
      assertThat(folder(second)).isDirectory();
    }

    @Test
    void those_that_ended_first_go_when_their_pictures_take_too_much_room() throws Exception {
      bounded(100, 10);
      Batch first = ended(4);
      Batch second = ended(4);
      Batch third = ended(2);
      assertThat(registry.newestFirst()).containsExactly(third, second, first);

      Batch fourth = ended(5);

      assertThat(registry.newestFirst()).containsExactly(fourth, third);
      assertThat(folder(second)).doesNotExist();
    }

    @Test
    void the_latest_stays_however_large_it_is() throws Exception {
      bounded(100, 10);
      Batch small = ended(4);
      Batch large = ended(500);

      assertThat(registry.newestFirst()).containsExactly(large).doesNotContain(small);
      assertThat(folder(large)).isDirectory();
    }

    @Test
    void those_without_pictures_push_none_with_pictures_out() throws Exception {
      bounded(2, 1000);
      Batch paid = ended(1);
      for (int i = 0; i < 5; i++) {
        cancel(create());
      }

      assertThat(registry.newestFirst()).hasSize(3).contains(paid);
      assertThat(folder(paid)).isDirectory();
    }

    @Test
    void the_key_of_one_that_went_may_be_used_anew() throws Exception {
      bounded(1, 1000);
      Optional<String> key = Optional.of("again");
      Batch first = accepted(create(Requests.one(), key)).batch();
      complete(first);
      complete(create());

      assertThat(jobs.idempotencyKeys()).isZero();
      assertThat(accepted(create(Requests.one(), key)).replayed()).isFalse();
    }
  }
}
