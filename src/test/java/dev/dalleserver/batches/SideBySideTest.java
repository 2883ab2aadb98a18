package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.CurrentLease;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.LocalJobs;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pictures.PictureEncoder;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of one batch that are made at the same time, within bounds and each paid for once. */
@Timeout(60)
class SideBySideTest {
  private static final int HELPERS = 2;
  private static final long SEED = 42;

  @TempDir Path dataDir;
  private final ThreadWatch watch = new ThreadWatch();
  private final MovingTime time = new MovingTime();
  private final ScriptedProvider provider = new ScriptedProvider();

  /** Each picture under way waits for its latch. */
  private final Map<Long, CountDownLatch> latches = new ConcurrentHashMap<>();

  private final List<Long> underWay = new CopyOnWriteArrayList<>();
  private DataDirectory directory;
  private BatchService service;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    LocalArtifacts store = new LocalArtifacts(new FileStore(directory));
    service =
        new BatchService(
            Optional.of(provider),
            PlainEncoder.INSTANCE,
            store,
            new ReceivedPictures(store, time.clock()),
            new ProgressManager(
                new LocalPhaseHistory(new FileStore(directory), time.clock()),
                time.ticker(),
                ProgressManager.Retention.DEFAULT),
            new BatchRegistry.Limits(1, Duration.ofMinutes(5), Duration.ofMinutes(5), 1, HELPERS),
            LocalJobs.factory(time.ticker().nanos()));
    provider.work(this::waitForLatch);
  }

  @AfterEach
  void close() throws Exception {
    service.close();
    directory.close();
    watch.awaitNoneLeft();
  }

  private void waitForLatch(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws CancelledException {
    underWay.add(request.seed());
    try {
      latch(request.seed()).await();
    } catch (InterruptedException e) {
      throw new CancelledException(cancellation.reason().orElseThrow());
    } finally {
      underWay.remove(request.seed());
    }
  }

  private CountDownLatch latch(long seed) {
    return latches.computeIfAbsent(seed, any -> new CountDownLatch(1));
  }

  private void finish(long number) {
    latch(SEED + number).countDown();
  }

  private void awaitUnderWay(Long... numbers) {
    Waiting.untilAsserted(
        () ->
            assertThat(underWay)
                .extracting(seed -> seed - SEED)
                .containsExactlyInAnyOrder(numbers));
  }

  private static BatchRequest request(int count, Delivery delivery) {
    return new BatchRequest(
        "a red fox",
        new ImageSize(64, 64),
        PaintRequest.Tuning.DEFAULT,
        OptionalLong.of(SEED),
        count,
        delivery);
  }

  private static Delivery door(int partials) {
    return new Delivery(Delivery.Limits.OPENAI, PictureEncoder.Encoding.PNG, partials);
  }

  private Batch submit(BatchRequest request) {
    return ((SubmitOutcome.Accepted) service.submitAndWait(request, it -> {})).batch();
  }

  private static List<Long> numbers(BatchState state) {
    return state.images().stream().map(image -> image.seed() - SEED).toList();
  }

  private static BatchState awaitEnd(Batch batch) {
    Waiting.until(() -> batch.state().isTerminal());
    return batch.state();
  }

  private void assertEachPaidOnce(Batch batch) {
    assertThat(provider.requests())
        .extracting(PaintRequest::seed)
        .doesNotHaveDuplicates()
        .hasSize(batch.request().count());
  }

  private void assertPictures(Batch batch) throws Exception {
    List<Long> seeds = batch.state().images().stream().map(BatchImage::seed).toList();
    for (int n = 0; n < seeds.size(); n++) {
      try (var content = service.openPicture(batch, n).orElseThrow()) {
        byte[] bytes = new byte[(int) content.size()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        content.read(buffer, 0);
        assertThat(bytes).isEqualTo(provider.picture(seeds.get(n)));
      }
    }
    assertThat(service.openPicture(batch, seeds.size())).isEmpty();
  }

  @Test
  void as_many_as_are_free_are_made_at_once_and_their_order_is_kept() throws Exception {
    Batch batch = submit(request(5, door(0)));
    awaitUnderWay(0L, 1L, 2L);
    finish(2);
    awaitUnderWay(0L, 1L, 3L);
    finish(1);
    awaitUnderWay(0L, 3L, 4L);
    assertThat(batch.state().images()).as("no place changes").isEmpty();
    assertThat(service.picture(batch, 0)).isEmpty();
    Waiting.untilAsserted(
        () -> assertThat(batch.progress().orElseThrow().percentage()).isEqualTo(40));
    finish(0);
    Waiting.untilAsserted(() -> assertThat(numbers(batch.state())).containsExactly(0L, 1L, 2L));
    assertThat(batch.progress().orElseThrow().currentImage()).isEqualTo(4);
    finish(4);
    awaitUnderWay(3L);
    finish(3);
    assertThat(awaitEnd(batch)).isInstanceOf(BatchState.Complete.class);
    assertThat(numbers(batch.state())).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertEachPaidOnce(batch);
    assertPictures(batch);
  }

  @Test
  void after_a_failure_those_under_way_are_finished_and_no_other_begins() throws Exception {
    provider.work(
        (request, listener, cancellation) -> {
          waitForLatch(request, listener, cancellation);
          if (request.seed() == SEED + 1) {
            throw new JobException(FailureCode.OPENAI_ERROR, "not this one");
          }
        });
    Batch batch = submit(request(6, door(0)));
    awaitUnderWay(0L, 1L, 2L);
    finish(1);
    awaitUnderWay(0L, 2L);
    finish(2);
    awaitUnderWay(0L);
    assertThat(batch.state().isTerminal()).isFalse();
    finish(0);
    assertThat(awaitEnd(batch))
        .isInstanceOfSatisfying(
            BatchState.Failed.class, it -> assertThat(it.message()).isEqualTo("not this one"));
    assertThat(numbers(batch.state())).containsExactly(0L, 2L);
    assertThat(provider.requests()).hasSize(3);
    assertPictures(batch);
  }

  @Test
  void a_server_that_drains_keeps_what_is_being_paid_for_and_begins_no_other() throws Exception {
    List<Long> paid = new CopyOnWriteArrayList<>();
    provider.work(
        (request, listener, cancellation) -> {
          cancellation.beginPaying();
          paid.add(request.seed());
          waitForLatch(request, listener, cancellation);
        });
    Batch batch = submit(request(6, door(0)));
    awaitUnderWay(0L, 1L, 2L);
    service.drainable().refuseNewWork();
    finish(2);
    awaitUnderWay(0L, 1L);
    assertThat(batch.state().isTerminal()).isFalse();
    finish(0);
    awaitUnderWay(1L);
    finish(1);
    assertThat(awaitEnd(batch))
        .isInstanceOfSatisfying(
            BatchState.Failed.class,
            it -> assertThat(it.code()).isEqualTo(FailureCode.SHUTTING_DOWN.name()));
    assertThat(paid).containsExactlyInAnyOrder(SEED, SEED + 1, SEED + 2);
    assertThat(service.drainable().awaitPaid(Duration.ofSeconds(20))).isZero();
    assertThat(numbers(batch.state())).containsExactly(0L, 1L, 2L);
    assertPictures(batch);
  }

  @Test
  void a_cancelled_batch_gives_its_threads_to_the_next_one() {
    for (int i = 0; i < 3; i++) {
      Batch batch = submit(request(6, door(0)));
      awaitUnderWay(0L, 1L, 2L);
      assertThat(service.cancel(batch.id())).isEqualTo(CancelOutcome.CANCELLED);
      awaitUnderWay();
      assertThat(batch.state().images()).isEmpty();
    }
  }

  @Test
  void with_pictures_of_the_work_under_way_and_for_v1_one_is_made_after_the_other() {
    for (Delivery delivery : List.of(door(1), Delivery.BATCH)) {
      Batch batch = submit(request(3, delivery));
      for (long n = 0; n < 3; n++) {
        awaitUnderWay(n);
        finish(n);
      }
      assertThat(numbers(awaitEnd(batch))).containsExactly(0L, 1L, 2L);
      latches.clear();
    }
  }

  @Test
  void what_another_process_has_finished_is_not_made_again() throws Exception {
    BatchJobKind kind =
        new BatchJobKind(Optional.empty(), Duration.ofMinutes(1), time.ticker(), () -> 0);
    BatchId id = BatchId.of(1000, "abcdefghi");
    BatchRun run = kind.create(id, request(4, door(0)), 1);
    run.batch().change(old -> BatchState.InProgress.after(old, image(0), now()));
    run.batch().change(old -> BatchState.InProgress.after(old, image(2), now()));
    BatchRun resumed = kind.create(id, request(4, door(0)), 1);
    kind.show(resumed, kind.writeState(run), Duration.ZERO);
    assertThat(resumed.missing()).containsExactly(1, 3);
  }

  private BatchImage image(int number) {
    return new BatchImage(number, 64, 64, SEED + number, 1, List.of(), PaintingNotes.NONE);
  }

  private ClockReading now() {
    return ClockReading.now(time.ticker());
  }

  @Test
  void all_threads_work_by_the_lease_of_the_batch() throws Exception {
    List<Long> fences = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(3);
    try (CurrentLease.Scope scope = CurrentLease.enter(7)) {
      new SideBySide(HELPERS)
          .run(
              List.of(0, 1, 2),
              true,
              n -> {
                fences.add(CurrentLease.fence().orElseThrow());
                all.countDown();
                Waiting.until(() -> all.getCount() == 0);
              },
              Cancellation.none());
    }
    assertThat(fences).containsExactly(7L, 7L, 7L);
  }

  @Test
  void any_failure_is_that_of_the_batch_and_no_permit_is_lost_by_one() throws Exception {
    SideBySide sideBySide = new SideBySide(HELPERS);
    for (Throwable failure :
        List.of(
            new IOException("the disk is full"),
            new IllegalStateException("broken"),
            new AssertionError("the thread dies"),
            new CancelledException(Reason.DEADLINE))) {
      CountDownLatch all = new CountDownLatch(3);
      Thread own = Thread.currentThread();
      Throwable thrown =
          catchThrowable(
              () ->
                  sideBySide.run(
                      IntStream.range(0, 3).boxed().toList(),
                      true,
                      n -> {
                        all.countDown();
                        Waiting.until(() -> all.getCount() == 0);
                        if (Thread.currentThread() != own) {
                          SideBySideTest.<RuntimeException>raise(failure);
                        }
                      },
                      Cancellation.none()));
      assertThat(thrown).isSameAs(failure);
    }
    List<Integer> done = new ArrayList<>();
    new SideBySide(0).run(List.of(0, 1), true, done::add, Cancellation.none());
    assertThat(done).as("without any other thread").containsExactly(0, 1);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable failure) throws E {
    throw (E) failure;
  }
}
