package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.LocalJobs;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BatchServiceTest {
  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private final ScriptedProvider provider = new ScriptedProvider();
  private final CountDownLatch release = new CountDownLatch(1);
  private DataDirectory directory;
  private FileStore store;
  private BatchService service;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
    service = service(Duration.ofMinutes(5));
  }

  @AfterEach
  void close() throws Exception {
    release.countDown();
    service.close();
    directory.close();
  }

  private BatchService service(Duration imageLimit) throws Exception {
    return new BatchService(
        Optional.of(provider),
        PlainEncoder.INSTANCE,
        new LocalArtifacts(store),
        new ReceivedPictures(new LocalArtifacts(store), time.clock()),
        new ProgressManager(
            new LocalPhaseHistory(store, time.ticker().wall()),
            time.ticker(),
            ProgressManager.Retention.DEFAULT),
        new BatchRegistry.Limits(1, Duration.ofMinutes(5), imageLimit),
        LocalJobs.factory(time.ticker().nanos()));
  }

  private Path file(ArtifactId picture) {
    return dataDir.resolve(picture.path());
  }

  private Batch submit(BatchRequest request) {
    SubmitOutcome outcome = service.submit(request, Optional.empty());
    assertThat(outcome).isInstanceOf(SubmitOutcome.Accepted.class);
    return ((SubmitOutcome.Accepted) outcome).batch();
  }

  private static BatchState await(Batch batch, Predicate<BatchState> wanted) throws Exception {
    CompletableFuture<BatchState> seen = new CompletableFuture<>();
    batch.subscribe(
        changed -> {
          if (wanted.test(changed.state())) {
            seen.complete(changed.state());
          }
        });
    return wanted.test(batch.state()) ? batch.state() : seen.get(20, TimeUnit.SECONDS);
  }

  private static BatchState awaitEnd(Batch batch) throws Exception {
    return await(batch, BatchState::isTerminal);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A call that ignores interrupts and cancellation hooks. */
  private void hangDeafly() {
    provider.work((request, listener, cancellation) -> awaitQuietly(release));
  }

  @Nested
  class WhenAllGoesWell {
    @Test
    void each_picture_gets_the_next_seed_and_a_file_of_its_own() throws Exception {
      Batch batch = submit(Requests.batch(2));
      BatchState.Complete end = (BatchState.Complete) awaitEnd(batch);
      assertThat(end.images()).extracting(BatchImage::seed).containsExactly(42L, 43L);
      assertThat(provider.requests()).extracting(PaintRequest::seed).containsExactly(42L, 43L);
      assertThat(Files.readAllBytes(file(service.picture(batch, 1).orElseThrow())))
          .isEqualTo(provider.picture(43));
    }

    @Test
    void without_a_seed_each_picture_gets_a_random_one_and_the_answer_says_which()
        throws Exception {
      Batch batch = submit(Requests.of("a red fox", 3, OptionalLong.empty()));
      List<Long> seeds = awaitEnd(batch).images().stream().map(BatchImage::seed).toList();
      assertThat(seeds)
          .doesNotHaveDuplicates()
          .containsExactlyElementsOf(provider.requests().stream().map(PaintRequest::seed).toList())
          .allMatch(seed -> seed >= 0 && seed <= BatchRequest.MAX_SEED);
    }

    @Test
    void a_negative_seed_is_as_good_as_none() {
      assertThat(Requests.of("a red fox", 1, OptionalLong.of(-5)).seed()).isEmpty();
    }

    @Test
    void counting_on_from_the_largest_seed_begins_at_zero() throws Exception {
      BatchRequest request = Requests.of("a red fox", 2, OptionalLong.of(BatchRequest.MAX_SEED));
      assertThat(awaitEnd(submit(request)).images())
          .extracting(BatchImage::seed)
          .containsExactly(BatchRequest.MAX_SEED, 0L);
    }

    @Test
    void times_are_those_that_passed() throws Exception {
      provider.work((request, listener, cancellation) -> time.pass(Duration.ofMillis(250)));
      BatchState.Complete end = (BatchState.Complete) awaitEnd(submit(Requests.batch(2)));
      assertThat(end.timeTakenMillis()).isEqualTo(500);
      assertThat(end.images()).extracting(BatchImage::timeTakenMillis).containsExactly(250L, 250L);
    }

    @Test
    void the_provider_sees_everything_that_was_asked_for() throws Exception {
      Batch submitted = submit(Requests.one());
      awaitEnd(submitted);
      ReceivedName name = ReceivedName.ofBatch(submitted.id(), 0);
      assertThat(provider.requests()).containsExactly(Requests.one().toPaintRequest(0, 7, name));
    }

    @Test
    void progress_tells_the_picture_and_the_step() throws Exception {
      CompletableFuture<BatchProgress> seen = new CompletableFuture<>();
      provider.work(
          (request, listener, cancellation) -> {
            listener.onProgress(Stage.DIFFUSION, 5, 20);
            if (request.seed() == 43) {
              seen.complete(service.newestFirst().get(0).progress().orElseThrow());
            }
          });
      awaitEnd(submit(Requests.batch(2)));
      assertThat(seen.get()).isEqualTo(new BatchProgress(5, 20, "diffusion", 62.5, 2, 2));
    }

    @Test
    void finished_pictures_are_there_while_the_next_is_made() throws Exception {
      provider.work(
          (request, listener, cancellation) -> {
            if (request.seed() == 43) {
              awaitQuietly(release);
            }
          });
      Batch batch = submit(Requests.batch(2));
      await(batch, state -> state.images().size() == 1);
      assertThat(service.picture(batch, 0)).hasValueSatisfying(p -> assertThat(file(p)).exists());
      assertThat(service.picture(batch, 1)).isEmpty();
      assertThat(service.picture(batch, -1)).isEmpty();
    }
  }

  @Nested
  class WhenAllSlotsAreTaken {
    @Test
    void another_batch_is_refused_until_the_first_has_ended() throws Exception {
      hangDeafly();
      Batch first = submit(Requests.one());
      assertThat(service.submit(Requests.one(), Optional.empty()))
          .isEqualTo(new SubmitOutcome.Busy(1));
      release.countDown();
      awaitEnd(first);
      assertThat(service.submit(Requests.one(), Optional.empty()))
          .isInstanceOf(SubmitOutcome.Accepted.class);
    }
  }

  @Nested
  class WhenItIsCancelled {
    @Test
    void the_providers_call_is_aborted_through_its_hook() throws Exception {
      CountDownLatch calling = new CountDownLatch(1);
      CompletableFuture<Void> aborted = new CompletableFuture<>();
      provider.work(
          (request, listener, cancellation) -> {
            cancellation.onRequest(() -> aborted.complete(null));
            calling.countDown();
            awaitQuietly(release);
          });
      Batch batch = submit(Requests.one());
      calling.await();
      assertThat(service.cancel(batch.id())).isEqualTo(CancelOutcome.CANCELLED);
      assertThat(aborted).isCompleted();
    }

    @Test
    void a_provider_that_blocks_is_interrupted() throws Exception {
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      CountDownLatch calling = new CountDownLatch(1);
      provider.work(
          (request, listener, cancellation) -> {
            calling.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              interrupted.complete(true);
              Thread.currentThread().interrupt();
            }
          });
      Batch batch = submit(Requests.one());
      calling.await();
      service.cancel(batch.id());
      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_slot_is_free_at_once_even_if_the_provider_hangs() throws Exception {
      CountDownLatch calling = new CountDownLatch(1);
      provider.work(
          (request, listener, cancellation) -> {
            calling.countDown();
            awaitQuietly(release);
          });
      Batch hung = submit(Requests.one());
      calling.await();
      service.cancel(hung.id());
      provider.work((request, listener, cancellation) -> {});
      assertThat(awaitEnd(submit(Requests.one()))).isInstanceOf(BatchState.Complete.class);
      assertThat(hung.state()).isInstanceOf(BatchState.Cancelled.class);
    }

    @Test
    void a_result_that_comes_late_changes_nothing_and_leaves_no_file() throws Exception {
      CountDownLatch calling = new CountDownLatch(1);
      CompletableFuture<Thread> worker = new CompletableFuture<>();
      provider.work(
          (request, listener, cancellation) -> {
            worker.complete(Thread.currentThread());
            calling.countDown();
            awaitQuietly(release);
          });
      Batch batch = submit(Requests.one());
      calling.await();
      service.cancel(batch.id());
      BatchState ended = batch.state();
      release.countDown();
      // The thread ends only after the late picture was dealt with.
      service.close();
      worker.get().join();
      assertThat(batch.state()).isSameAs(ended);
      assertThat(store.layout().generation(batch.id().value())).doesNotExist();
    }

    @Test
    void no_further_picture_is_begun() throws Exception {
      CountDownLatch calling = new CountDownLatch(1);
      provider.work(
          (request, listener, cancellation) -> {
            calling.countDown();
            awaitQuietly(release);
          });
      Batch batch = submit(Requests.batch(5));
      calling.await();
      service.cancel(batch.id());
      release.countDown();
      service.close();
      assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void a_second_time_is_the_same_and_after_another_ending_too_late() throws Exception {
      hangDeafly();
      Batch batch = submit(Requests.one());
      assertThat(service.cancel(batch.id())).isEqualTo(CancelOutcome.CANCELLED);
      assertThat(service.cancel(batch.id())).isEqualTo(CancelOutcome.CANCELLED);
      release.countDown();
      Batch complete = submit(Requests.one());
      awaitEnd(complete);
      assertThat(service.cancel(complete.id())).isEqualTo(CancelOutcome.ALREADY_TERMINAL);
      assertThat(service.cancel(new BatchId("gen_1_abcdefghi"))).isEqualTo(CancelOutcome.UNKNOWN);
    }
  }

  @Nested
  class WhenItGoesWrong {
    private BatchState.Failed failure(ScriptedProvider.Work work) throws Exception {
      provider.work(work);
      return (BatchState.Failed) awaitEnd(submit(Requests.one()));
    }

    @Test
    void the_providers_failure_is_told_by_its_code() throws Exception {
      BatchState.Failed failed =
          failure(
              (request, listener, cancellation) -> {
                throw new JobException(FailureCode.OPENAI_RATE_LIMIT, "too many");
              });
      assertThat(failed.code()).isEqualTo("OPENAI_RATE_LIMIT");
      assertThat(failed.message()).isEqualTo("too many");
    }

    @Test
    void a_provider_that_breaks_is_a_backend_error() throws Exception {
      BatchState.Failed failed =
          failure(
              (request, listener, cancellation) -> {
                throw new IllegalStateException("secret details");
              });
      assertThat(failed.code()).isEqualTo("BACKEND_ERROR");
      assertThat(failed.message()).doesNotContain("secret");
    }

    @Test
    void a_picture_that_cannot_be_stored_is_an_io_error() throws Exception {
      Files.writeString(dataDir.resolve("output/generations"), "in the way");
      BatchState.Failed failed = failure((request, listener, cancellation) -> {});
      assertThat(failed.code()).isEqualTo("IO_ERROR");
      assertThat(failed.message()).doesNotContain(dataDir.toString());
    }

    @Test
    void what_takes_too_long_is_given_up_and_its_slot_is_free() throws Exception {
      service.close();
      service = service(Duration.ofMillis(20));
      hangDeafly();
      BatchState.Failed failed = (BatchState.Failed) awaitEnd(submit(Requests.one()));
      assertThat(failed.code()).isEqualTo("GENERATION_TIMEOUT");
      assertThat(service.submit(Requests.one(), Optional.empty()))
          .isInstanceOf(SubmitOutcome.Accepted.class);
    }
  }

  @Nested
  class WhenSomethingIsToBeDoneBeforeItStarts {
    @Test
    void it_comes_before_the_provider_is_called() throws Exception {
      CompletableFuture<BatchState> seen = new CompletableFuture<>();
      provider.work((request, listener, cancellation) -> assertThat(seen).isCompleted());
      SubmitOutcome outcome =
          service.submit(Requests.one(), Optional.empty(), batch -> seen.complete(batch.state()));
      Batch batch = ((SubmitOutcome.Accepted) outcome).batch();
      assertThat(awaitEnd(batch)).isInstanceOf(BatchState.Complete.class);
      assertThat(seen.get()).isInstanceOf(BatchState.Pending.class);
    }

    @Test
    void a_failure_of_it_begins_nothing_and_leaves_no_slot_and_no_key_taken() {
      Optional<String> key = Optional.of("key");
      assertThatThrownBy(
              () ->
                  service.submit(
                      Requests.one(),
                      key,
                      batch -> {
                        throw new IllegalStateException("too many callbacks");
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(service.newestFirst()).isEmpty();
      assertThat(provider.requests()).isEmpty();
      SubmitOutcome next = service.submit(Requests.one(), key);
      assertThat(((SubmitOutcome.Accepted) next).replayed()).isFalse();
    }
  }

  @Nested
  class WhenTheServerStops {
    @Test
    void what_is_under_way_ends_and_nothing_new_begins() throws Exception {
      CountDownLatch calling = new CountDownLatch(1);
      provider.work(
          (request, listener, cancellation) -> {
            calling.countDown();
            try (Cancellation.Registration r = cancellation.onRequest(release::countDown)) {
              awaitQuietly(release);
            }
          });
      Batch batch = submit(Requests.one());
      calling.await();
      service.close();
      assertThat(((BatchState.Failed) batch.state()).code()).isEqualTo("SHUTTING_DOWN");
      assertThat(service.submit(Requests.one(), Optional.empty()))
          .isEqualTo(new SubmitOutcome.ShuttingDown());
    }
  }

  @Nested
  class WhenThereIsNoPainter {
    @Test
    void nothing_is_accepted() throws Exception {
      service.close();
      service =
          new BatchService(
              Optional.empty(),
              PlainEncoder.INSTANCE,
              new LocalArtifacts(store),
              new ReceivedPictures(new LocalArtifacts(store), time.clock()),
              new ProgressManager(
                  new LocalPhaseHistory(store, time.ticker().wall()),
                  time.ticker(),
                  ProgressManager.Retention.DEFAULT),
              new BatchRegistry.Limits(1, Duration.ofMinutes(5), Duration.ofMinutes(5)),
              LocalJobs.factory(time.ticker().nanos()));
      assertThat(service.submit(Requests.one(), Optional.empty()))
          .isEqualTo(new SubmitOutcome.NoProvider());
    }
  }
}
