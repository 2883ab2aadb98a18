package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.LocalJobs;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.pictures.ForwardingImageProvider;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PictureEncoder;
import dev.dalleserver.pictures.Preview;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseSample;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch from its request to the time when it is dropped, and what others hear of it. */
@Timeout(60)
class BatchLifeTest {
  private static final BatchId LEFT = BatchId.of(17, "abcdefghi");

  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private final ScriptedProvider provider = new ScriptedProvider();
  private Optional<Duration> refusal = Optional.empty();
  private DataDirectory directory;
  private FileStore store;
  private ProgressManager progress;
  private BatchService service;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
    progress =
        new ProgressManager(
            new LocalPhaseHistory(store, time.clock()),
            time.ticker(),
            ProgressManager.Retention.DEFAULT);
    service = service(Optional.of(refusing()));
  }

  @AfterEach
  void close() throws Exception {
    service.close();
    directory.close();
  }

  /** The provider, which refuses pictures while {@link #refusal} says so. */
  private ImageProvider refusing() {
    return new ForwardingImageProvider(provider) {
      @Override
      public Optional<Duration> refusalDuration() {
        return refusal;
      }
    };
  }

  private BatchService service(Optional<ImageProvider> painter) throws Exception {
    return new BatchService(
        painter,
        PlainEncoder.INSTANCE,
        new LocalArtifacts(store),
        new ReceivedPictures(new LocalArtifacts(store), time.clock()),
        progress,
        new BatchRegistry.Limits(1, Duration.ofMinutes(5), Duration.ofMinutes(5), 1),
        LocalJobs.factory(time.ticker().nanos()));
  }

  private Batch submit(BatchRequest request) {
    return ((SubmitOutcome.Accepted) service.submit(request, Optional.empty())).batch();
  }

  private static void awaitEnd(Batch batch) {
    Waiting.until(() -> batch.state().isTerminal());
  }

  @Test
  void pictures_that_an_earlier_process_left_are_removed_at_the_start() throws Exception {
    Path left = dataDir.resolve("output/generations/" + LEFT + "/0.png");
    Files.createDirectories(left.getParent());
    Files.createFile(left);
    service(Optional.of(provider)).close();
    assertThat(left).doesNotExist();
  }

  @Test
  void listeners_are_told_of_each_end_once() {
    List<Batch> ended = new CopyOnWriteArrayList<>();
    service.addEndListener(ended::add);
    Batch batch = submit(Requests.one());
    Waiting.until(() -> !ended.isEmpty());
    service.cancel(batch.id());
    assertThat(ended).containsExactly(batch);
  }

  @Test
  void without_a_provider_none_begins_and_there_is_no_model() throws Exception {
    try (BatchService none = service(Optional.empty())) {
      assertThat(none.submit(Requests.one(), Optional.empty()))
          .isInstanceOf(SubmitOutcome.NoProvider.class);
      assertThat(none.model()).isEmpty();
    }
    assertThat(service.model()).contains("fake-1");
  }

  @Test
  void a_budget_refuses_new_requests_and_not_one_that_is_repeated() {
    Optional<String> name = Optional.of("mine");
    SubmitOutcome.Accepted first = (SubmitOutcome.Accepted) service.submit(Requests.one(), name);
    awaitEnd(first.batch());
    refusal = Optional.of(Duration.ofHours(7));
    assertThat(service.submit(Requests.one(), Optional.empty()))
        .isEqualTo(new SubmitOutcome.BudgetExhausted(Duration.ofHours(7)));
    assertThat(service.submit(Requests.one(), name))
        .isEqualTo(new SubmitOutcome.Accepted(first.batch(), true));
    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void a_client_that_waits_begins_when_the_slot_is_free_and_others_are_told_how_many_there_are() {
    CountDownLatch release = new CountDownLatch(1);
    provider.work((request, listener, cancellation) -> await(release));
    Batch first = submit(Requests.one());
    assertThat(service.submit(Requests.one(), Optional.empty()))
        .isEqualTo(new SubmitOutcome.Busy(1));
    SubmitOutcome waiting = service.submitAndWait(Requests.one(), batch -> {});
    assertThat(waiting).isInstanceOf(SubmitOutcome.Accepted.class);
    release.countDown();
    awaitEnd(first);
    awaitEnd(((SubmitOutcome.Accepted) waiting).batch());
  }

  private static void await(CountDownLatch release) throws CancelledException {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new CancelledException(Cancellation.Reason.CANCELLED);
    }
  }

  @Test
  void finished_pictures_can_be_opened_and_others_cannot() throws Exception {
    Batch batch = submit(Requests.batch(2));
    awaitEnd(batch);
    try (var picture = service.openPicture(batch, 1).orElseThrow()) {
      assertThat(picture.size()).isEqualTo(provider.picture(43).length);
    }
    assertThat(service.openPicture(batch, 2)).isEmpty();
    assertThat(service.openPicture(batch, -1)).isEmpty();
  }

  @Test
  void after_each_paid_picture_a_request_to_end_takes_effect_before_the_next_is_paid_for() {
    List<Boolean> paying = new CopyOnWriteArrayList<>();
    provider.work(
        (request, listener, cancellation) -> {
          paying.add(cancellation.isPaying());
          cancellation.beginPaying();
          if (request.seed() == 43) {
            cancellation.requestUnlessPaying(Cancellation.Reason.SHUTDOWN);
          }
        });
    Batch batch = submit(Requests.batch(3));
    awaitEnd(batch);
    assertThat(paying).as("each begins unpaid").containsExactly(false, false);
    assertThat(batch.state()).isNotInstanceOf(BatchState.Complete.class);
    assertThat(batch.state().images()).extracting(BatchImage::seed).contains(42L);
  }

  @Test
  void one_that_was_asked_to_end_pays_for_no_further_picture() {
    provider.work(
        (request, listener, cancellation) -> cancellation.request(Cancellation.Reason.CANCELLED));
    Batch batch = submit(Requests.batch(3));
    awaitEnd(batch);
    assertThat(batch.state()).isInstanceOf(BatchState.Cancelled.class);
    assertThat(provider.requests()).hasSize(1);
  }

  /** As many pictures of the work under way as a request asks for. */
  private static BatchRequest withPartials(int partials) {
    return new BatchRequest(
        "a red fox",
        new ImageSize(64, 64),
        PaintRequest.Tuning.DEFAULT,
        OptionalLong.of(42),
        1,
        new Delivery(Delivery.Limits.OPENAI, PictureEncoder.Encoding.PNG, partials));
  }

  @Test
  void as_many_pictures_of_the_work_under_way_are_told_as_are_asked_for() {
    CountDownLatch subscribed = new CountDownLatch(1);
    provider.work(
        (request, listener, cancellation) -> {
          await(subscribed);
          assertThat(listener.wantedPreviews()).isEqualTo(2);
          listener.onPreview(preview(Optional.empty()));
          for (byte n = 0; n < 4; n++) {
            listener.onPreview(preview(Optional.of(new byte[] {n})));
          }
        });
    Batch batch = submit(withPartials(2));
    List<String> told = new ArrayList<>();
    batch.subscribeToPartials(
        it -> told.add(it.image() + " " + it.index() + " " + it.encoded()[0]));
    subscribed.countDown();
    awaitEnd(batch);
    assertThat(told).containsExactly("0 0 0", "0 1 1");
  }

  private static Preview preview(Optional<byte[]> encoded) {
    return new Preview() {
      @Override
      public Optional<byte[]> encode(PictureEncoder.Encoding encoding, Optional<ImageSize> exact) {
        return encoded;
      }

      @Override
      public Optional<byte[]> thumbnail() {
        return Optional.empty();
      }
    };
  }

  @Test
  void progress_is_estimated_by_the_usual_time_and_a_wait_is_none_of_it() throws Exception {
    progress.history().record(Phase.IMAGE_WAIT, sample(Duration.ofSeconds(30)));
    progress.history().record(Phase.IMAGE_DOWNLOAD, sample(Duration.ofSeconds(10)));
    List<Double> seen = new CopyOnWriteArrayList<>();
    CountDownLatch release = new CountDownLatch(1);
    Batch[] batch = new Batch[1];
    CountDownLatch known = new CountDownLatch(1);
    provider.work(
        (request, listener, cancellation) -> {
          await(known);
          listener.onWaiting(1, Duration.ofSeconds(20));
          time.pass(Duration.ofSeconds(20));
          note(seen, batch[0]);
          listener.onAdmitted();
          time.pass(Duration.ofSeconds(20));
          note(seen, batch[0]);
          await(release);
        });
    batch[0] = submit(Requests.one());
    known.countDown();
    Waiting.until(() -> seen.size() == 2);
    release.countDown();
    awaitEnd(batch[0]);
    assertThat(seen.get(0)).isZero();
    assertThat(seen.get(1)).isEqualTo(50);
  }

  private static void note(List<Double> seen, Batch batch) throws JobException {
    seen.add((double) batch.progress().orElseThrow().percentage());
  }

  private static PhaseSample sample(Duration duration) {
    return new PhaseSample(1, duration.toNanos(), "fake");
  }

  @Test
  void what_ended_is_dropped_by_itself_when_its_time_is_over() {
    Batch batch = submit(Requests.one());
    awaitEnd(batch);
    time.pass(Duration.ofMinutes(6));
    service.scheduleCleanUp(Duration.ofMillis(1));
    Waiting.until(() -> service.find(batch.id()).isEmpty());
    // Its files go right after it.
    Path files = dataDir.resolve("output/generations/" + batch.id());
    Waiting.untilAsserted(() -> assertThat(files).doesNotExist());
  }

  @Test
  void the_newest_comes_first_and_those_under_way_can_be_drained() {
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Batch batch = submit(Requests.one());
      awaitEnd(batch);
      time.pass(Duration.ofSeconds(1));
      batches.add(0, batch);
    }
    assertThat(service.newestFirst()).containsExactlyElementsOf(batches);
    service.drainable().refuseNewWork();
    assertThat(service.submit(Requests.one(), Optional.empty()))
        .isInstanceOf(SubmitOutcome.ShuttingDown.class);
  }
}
