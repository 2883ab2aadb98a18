package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.CountedJobs;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.LocalJobs;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The only slot is free for the next batch, in whatever way the last one ended. */
@Timeout(60)
class BatchSlotsTest {
  private static final BatchRegistry.Limits ONE =
      new BatchRegistry.Limits(1, Duration.ofMinutes(5), Duration.ofMinutes(5));

  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private final CountedJobs jobs = new CountedJobs(time.ticker().nanos());
  private final ScriptedProvider provider = new ScriptedProvider();
  private DataDirectory directory;
  private FileStore store;
  private BatchService service;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
    service =
        new BatchService(
            Optional.of(provider),
            PlainEncoder.INSTANCE,
            new LocalArtifacts(store),
            new ReceivedPictures(new LocalArtifacts(store), time.clock()),
            new ProgressManager(
                new LocalPhaseHistory(store, time.ticker().wall()),
                time.ticker(),
                ProgressManager.Retention.DEFAULT),
            ONE,
            LocalJobs.factory(time.ticker().nanos()));
  }

  @AfterEach
  void close() throws Exception {
    service.close();
    directory.close();
  }

  private Batch submit() {
    SubmitOutcome outcome = service.submit(Requests.one(), Optional.empty());
    assertThat(outcome).isInstanceOf(SubmitOutcome.Accepted.class);
    return ((SubmitOutcome.Accepted) outcome).batch();
  }

  private BatchState endOf(Batch batch) {
    Waiting.until(() -> batch.state().isTerminal());
    return batch.state();
  }

  private void assertFailsWith(String code) {
    // Several times: not one slot may be lost, nor one gained.
    for (int i = 0; i < 3; i++) {
      BatchState end = endOf(submit());
      assertThat(end).isInstanceOf(BatchState.Failed.class);
      assertThat(((BatchState.Failed) end).code()).isEqualTo(code);
    }
  }

  private void assertTheNextIsMadeAndNoOtherBesideIt() {
    CountDownLatch release = new CountDownLatch(1);
    provider.work(
        (request, listener, cancellation) -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new CancelledException(Reason.SHUTDOWN);
          }
        });
    Batch next = submit();
    assertThat(service.submit(Requests.one(), Optional.empty()))
        .isInstanceOf(SubmitOutcome.Busy.class);
    release.countDown();
    assertThat(endOf(next)).isInstanceOf(BatchState.Complete.class);
  }

  @Test
  void by_a_failure_of_the_provider() {
    provider.work(
        (request, listener, cancellation) -> {
          throw new JobException(FailureCode.OPENAI_ERROR, "no");
        });
    assertFailsWith("OPENAI_ERROR");
    assertTheNextIsMadeAndNoOtherBesideIt();
  }

  @Test
  void by_something_unexpected() {
    provider.work(
        (request, listener, cancellation) -> {
          throw new IllegalStateException("no");
        });
    assertFailsWith("BACKEND_ERROR");
    assertTheNextIsMadeAndNoOtherBesideIt();
  }

  @Test
  void by_an_error_of_the_machine() {
    provider.work(
        (request, listener, cancellation) -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
          throw new StackOverflowError();
        });
    assertFailsWith("BACKEND_ERROR");
    assertTheNextIsMadeAndNoOtherBesideIt();
  }

  @Test
  void by_a_provider_that_stops_by_itself() {
    provider.work(
        (request, listener, cancellation) -> {
          throw new CancelledException(Reason.DEADLINE);
        });
    assertFailsWith("GENERATION_TIMEOUT");
    assertTheNextIsMadeAndNoOtherBesideIt();
  }

  @Test
  void by_the_disk() throws Exception {
    Path folder = dataDir.resolve("output/generations");
    Files.writeString(folder, "in the way");
    assertFailsWith("IO_ERROR");
    Files.delete(folder);
    assertTheNextIsMadeAndNoOtherBesideIt();
  }

  @Test
  void by_being_cancelled_before_during_and_after_its_work() {
    AtomicInteger round = new AtomicInteger();
    provider.work(
        (request, listener, cancellation) -> {
          if (round.getAndIncrement() % 2 == 0) {
            cancellation.check();
            service.newestFirst().forEach(it -> service.cancel(it.id()));
          }
        });
    for (int i = 0; i < 10; i++) {
      Batch batch = submit();
      if (i % 3 == 0) {
        service.cancel(batch.id());
      }
      endOf(batch);
      service.cancel(batch.id());
    }
    assertTheNextIsMadeAndNoOtherBesideIt();
  }

  @Test
  void by_not_even_being_made() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    BatchIdGenerator ids = new BatchIdGenerator(time.clock(), new Random(1));
    BatchPainter painter =
        new BatchPainter(
            provider,
            PlainEncoder.INSTANCE,
            new BatchFiles(new LocalArtifacts(store)),
            new ReceivedPictures(new LocalArtifacts(store), time.clock()),
            () -> 7,
            time.ticker());
    BatchRegistry registry =
        new BatchRegistry(
            ONE,
            BatchRegistry.Kept.DEFAULT,
            jobs.create(
                new BatchJobKind(Optional.of(painter), ONE.imageLimit(), time.ticker(), () -> 0),
                ONE.capacity()),
            new BatchFiles(new LocalArtifacts(store)),
            time.ticker(),
            () -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("no id");
              }
              return ids.get();
            });
    Supplier<SubmitOutcome> create =
        () ->
            registry.outcome(
                registry
                    .jobs()
                    .submit(
                        registry.newJob(Requests.one(), Optional.of("key"), false, batch -> {})));
    assertThatThrownBy(create::get).isInstanceOf(IllegalStateException.class);
    assertThat(jobs.idempotencyKeys()).isZero();
    assertThat(create.get()).isInstanceOf(SubmitOutcome.Accepted.class);
    assertThat(jobs.freePlaces()).isZero();
  }
}
