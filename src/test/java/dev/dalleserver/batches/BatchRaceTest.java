package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.CountedJobs;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.jobs.Lease;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operations at the same moment, ten thousand times. */
@Timeout(120)
class BatchRaceTest {
  private static final int ROUNDS = 10_000;

  @TempDir Path dataDir;
  private final ThreadWatch watch = new ThreadWatch();
  private final MovingTime time = new MovingTime();
  private final CountedJobs jobs = new CountedJobs(time.ticker().nanos());
  private final ScriptedProvider provider = new ScriptedProvider();
  private final ExecutorService threads = Executors.newFixedThreadPool(3);
  private final CyclicBarrier together = new CyclicBarrier(2);
  private DataDirectory directory;
  private BatchRegistry registry;
  private BatchPainter painter;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    BatchFiles files = new BatchFiles(new LocalArtifacts(new FileStore(directory)));
    painter =
        new BatchPainter(
            provider,
            PlainEncoder.INSTANCE,
            files,
            new ReceivedPictures(new LocalArtifacts(new FileStore(directory)), time.clock()),
            () -> 7,
            time.ticker());
    registry =
        new BatchRegistry(
            new BatchRegistry.Limits(1, Duration.ZERO, Duration.ofMinutes(5)),
            BatchRegistry.Kept.DEFAULT,
            jobs.create(
                new BatchJobKind(
                    Optional.of(painter), Duration.ofMinutes(5), time.ticker(), () -> 0),
                new BatchRegistry.Limits(1, Duration.ZERO, Duration.ofMinutes(5)).capacity()),
            files,
            time.ticker(),
            new BatchIdGenerator(time.clock(), new Random(1)));
  }

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    directory.close();
    watch.awaitNoneLeft();
  }

  private Lease<BatchId, BatchRun> create() {
    registry.jobs().submit(registry.newJob(Requests.one(), Optional.of("key"), false, batch -> {}));
    return registry.jobs().claim(Duration.ofDays(365)).orElseThrow();
  }

  private boolean cancel(BatchRun run) {
    registry.jobs().requestEnd(run, Cancellation.Reason.CANCELLED);
    return run.batch().state() instanceof BatchState.Cancelled;
  }

  private boolean make(Lease<BatchId, BatchRun> lease) throws Exception {
    try {
      lease.job().work();
      return registry.jobs().finish(lease, new JobOutcome.Done());
    } catch (CancelledException e) {
      return registry.jobs().finish(lease, JobOutcome.of(e.reason()));
    }
  }

  private <T> Future<T> race(Callable<T> action) {
    return threads.submit(
        () -> {
          together.await();
          return action.call();
        });
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(jobs.freePlaces()).isEqualTo(1);
    assertThat(registry.newestFirst()).isEmpty();
    assertThat(jobs.idempotencyKeys()).isZero();
    Path folder = dataDir.resolve("output/generations");
    if (Files.exists(folder)) {
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void cancelling_and_completing_leave_one_ending_and_one_free_slot() throws Exception {
    int cancelled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Lease<BatchId, BatchRun> lease = create();
      Batch batch = lease.job().batch();
      int[] endings = {0};
      batch.subscribe(changed -> endings[0] += changed.state().isTerminal() ? 1 : 0);
      Future<Boolean> completing = race(() -> registry.jobs().finish(lease, new JobOutcome.Done()));
      Future<Boolean> cancelling = race(() -> cancel(lease.job()));
      assertThat(completing.get() ^ cancelling.get()).as("exactly one has ended it").isTrue();
      boolean wasCancelled = batch.state() instanceof BatchState.Cancelled;
      assertThat(wasCancelled).isEqualTo(cancelling.get());
      assertThat(endings[0]).isEqualTo(1);
      assertThat(jobs.freePlaces()).isEqualTo(1);
      cancelled += wasCancelled ? 1 : 0;
      registry.delete(lease.job());
    }
    assertThat(cancelled).as("both orders were seen").isBetween(1, ROUNDS - 1);
    assertNothingIsLeft();
  }

  @Test
  void deleting_and_cleaning_up_drop_a_generation_once() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Lease<BatchId, BatchRun> lease = create();
      BatchRun run = lease.job();
      cancel(run);
      Future<Boolean> deleting = race(() -> registry.delete(run));
      Future<Integer> cleaning = race(registry::cleanUp);
      int dropped = (deleting.get() ? 1 : 0) + cleaning.get();
      assertThat(dropped).isEqualTo(1);
    }
    assertNothingIsLeft();
  }

  @Test
  void a_whole_batch_against_cancelling_and_cleaning_up_leaves_no_file() throws Exception {
    // Each round forces files to disk.
    for (int round = 0; round < ROUNDS / 5; round++) {
      Lease<BatchId, BatchRun> lease = create();
      BatchRun run = lease.job();
      Future<?> making = race(() -> make(lease));
      Future<?> ending =
          race(
              () -> {
                cancel(run);
                return registry.cleanUp();
              });
      making.get();
      ending.get();
      registry.cleanUp();
      assertThat(registry.get(run.batch().id())).isEmpty();
    }
    assertNothingIsLeft();
  }
}
