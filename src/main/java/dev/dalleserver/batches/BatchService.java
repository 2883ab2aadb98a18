package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.Drainable;
import dev.dalleserver.jobs.JobRunner;
import dev.dalleserver.jobs.JobsFactory;
import dev.dalleserver.jobs.WorkerPool;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureEncoder;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service that makes batches on demand: it accepts them, makes each on its own thread, ends
 * them when they are cancelled or take too long, and drops old ones.
 *
 * <p>Each batch has its own thread rather than one of a few shared ones, so that an abandoned call
 * to a provider that never returns holds nothing but that thread.
 */
public final class BatchService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchService.class);

  private final BatchJobKind kind;
  private final BatchRegistry registry;
  private final BatchFiles files;
  private final Optional<ImageProvider> provider;
  private final TaskScheduler timers = new TaskScheduler("batch-timers");
  private final JobRunner<BatchId, BatchRequest, BatchRun> runner;

  /**
   * Removes the files that an earlier process has left.
   *
   * @param provider empty when this server makes no pictures
   * @param encoder encodes pictures as clients ask for them
   * @param received keeps pictures until they are stored
   * @throws IOException when the folder of the batches cannot be read
   */
  public BatchService(
      Optional<ImageProvider> provider,
      PictureEncoder encoder,
      ArtifactStore store,
      ReceivedPictures received,
      ProgressManager progress,
      BatchRegistry.Limits limits,
      JobsFactory jobs)
      throws IOException {
    Clocks clocks = progress.clocks();
    RandomGenerator random = () -> RandomHolder.SECURE.nextLong();
    this.files = new BatchFiles(store);
    this.provider = provider;
    Optional<BatchPainter> painter =
        provider.map(
            it ->
                new BatchPainter(
                    it,
                    encoder,
                    files,
                    received,
                    () -> random.nextLong() & BatchRequest.MAX_SEED,
                    clocks));
    SideBySide sideBySide = new SideBySide(limits.helpers());
    this.kind =
        new BatchJobKind(
            painter, limits.imageLimit(), clocks, () -> usualNanos(progress), sideBySide);
    this.registry =
        new BatchRegistry(
            limits,
            BatchRegistry.Kept.DEFAULT,
            jobs.create(kind, limits.capacity()),
            files,
            clocks,
            new BatchIdGenerator(clocks.wall(), random));
    files.removeLeftovers(id -> registry.get(id).isPresent());
    this.runner = new JobRunner<>(registry.jobs(), WorkerPool.threadPerJob("batch"), timers);
  }

  /**
   * Begins to drop ended batches past their time to live, each time {@code interval} has passed.
   */
  public void scheduleCleanUp(Duration interval) {
    timers.scheduleEvery(interval, this::cleanUp);
  }

  /**
   * A lazy holder, loaded for the first batch: finding a source of randomness would add ten
   * milliseconds to the start.
   */
  private static final class RandomHolder {
    static final SecureRandom SECURE = new SecureRandom();
  }

  /**
   * Calls {@code listener} once for every batch that ends from now on, on the thread that ends it:
   * it must be quick and not throw.
   */
  public void addEndListener(Consumer<Batch> listener) {
    registry.jobs().subscribe(run -> listener.accept(run.batch()));
  }

  /** As {@link #submit(BatchRequest, Optional, Consumer)}, with nothing to do before the start. */
  public SubmitOutcome submit(BatchRequest request, Optional<String> idempotencyKey) {
    return submit(request, idempotencyKey, batch -> {});
  }

  /**
   * Begins a batch.
   *
   * @param idempotencyKey the client's name for this request, so that repeating the request begins
   *     nothing
   * @param beforeStart called with a new batch before it begins, and quick; when it throws, nothing
   *     begins
   */
  public SubmitOutcome submit(
      BatchRequest request, Optional<String> idempotencyKey, Consumer<Batch> beforeStart) {
    return submit(request, idempotencyKey, false, beforeStart);
  }

  /**
   * Begins a batch whose client waits for its end, as soon as a slot is free.
   *
   * @param beforeStart as in {@link #submit(BatchRequest, Optional, Consumer)}
   */
  public SubmitOutcome submitAndWait(BatchRequest request, Consumer<Batch> beforeStart) {
    return submit(request, Optional.empty(), true, beforeStart);
  }

  private SubmitOutcome submit(
      BatchRequest request,
      Optional<String> idempotencyKey,
      boolean waits,
      Consumer<Batch> beforeStart) {
    if (runner.refusesNewWork()) {
      return new SubmitOutcome.ShuttingDown();
    }
    if (provider.isEmpty()) {
      return new SubmitOutcome.NoProvider();
    }
    // A repeated request begins no batch and costs nothing, so no budget refuses it.
    boolean repeated = idempotencyKey.map(registry.jobs()::knows).orElse(false);
    Optional<Duration> untilReset = repeated ? Optional.empty() : provider.get().refusalDuration();
    if (untilReset.isPresent()) {
      return new SubmitOutcome.BudgetExhausted(untilReset.get());
    }
    return registry.outcome(
        runner.submit(registry.newJob(request, idempotencyKey, waits, beforeStart)));
  }

  /**
   * Returns the name of the model that makes the pictures, or the painter's version; empty when
   * this server makes none.
   */
  public Optional<String> model() {
    return provider.map(ImageProvider::model);
  }

  /** Returns a batch that any process has ended, as it was written. */
  public Batch readEnd(String id, String payload, String state) {
    BatchId key = kind.readKey(id);
    BatchRun run = kind.create(key, kind.readPayload(key, payload), 1);
    kind.show(run, state, Duration.ZERO);
    return run.batch();
  }

  /** Returns the batch of that id, unless it was dropped. */
  public Optional<Batch> find(BatchId id) {
    return registry.get(id);
  }

  /** Returns all known batches, newest first. */
  public List<Batch> newestFirst() {
    return registry.newestFirst();
  }

  /** Returns the id of the n-th picture of a batch, n from 0; empty when it is not finished. */
  public Optional<ArtifactId> picture(Batch batch, int n) {
    List<BatchImage> finished = batch.state().images();
    return n >= 0 && n < finished.size()
        ? Optional.of(files.image(batch, finished.get(n).number()))
        : Optional.empty();
  }

  /**
   * Opens the n-th picture of a batch for reading, n from 0; empty when it is not finished.
   *
   * @throws NoSuchFileException when the batch was dropped
   */
  public Optional<ArtifactContent> openPicture(Batch batch, int n) throws IOException {
    Optional<ArtifactId> file = picture(batch, n);
    return file.isPresent() ? Optional.of(files.open(file.get())) : Optional.empty();
  }

  /** Ends a batch at once; the call to the provider under way is aborted. */
  public CancelOutcome cancel(BatchId id) {
    Optional<BatchRun> run = registry.jobs().find(id);
    if (run.isEmpty()) {
      return CancelOutcome.UNKNOWN;
    }
    registry.jobs().requestEnd(run.get(), Reason.CANCELLED);
    return run.get().batch().state() instanceof BatchState.Cancelled
        ? CancelOutcome.CANCELLED
        : CancelOutcome.ALREADY_TERMINAL;
  }

  /** Returns the work to drain when the server stops. */
  public Drainable drainable() {
    return runner;
  }

  /** Ends all batches. */
  @Override
  public void close() {
    runner.close();
  }

  private void cleanUp() {
    int dropped = registry.cleanUp();
    LOG.debug("generations event=clean_up dropped={}", dropped);
  }

  /**
   * Returns how many nanoseconds asking for and fetching a picture has taken on average, 0 when
   * unknown.
   */
  private static long usualNanos(ProgressManager progress) {
    Map<Phase, Long> averages = progress.history().averageNanos();
    return averages.getOrDefault(Phase.IMAGE_WAIT, 0L)
        + averages.getOrDefault(Phase.IMAGE_DOWNLOAD, 0L);
  }
}
