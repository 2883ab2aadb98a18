package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.ChangeSignal;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** How long running work has to notice that it should end. */
  private static final long GRACE_SECONDS = 1;

  private final BatchRegistry registry;
  private final BatchFiles files;
  private final Optional<BatchRunner> runner;
  private final Duration imageLimit;
  private final ExecutorService workers = Executors.newCachedThreadPool(named("batch"));
  private final TaskScheduler timers = new TaskScheduler("batch-timers");
  private final List<Consumer<Batch>> endListeners = new CopyOnWriteArrayList<>();
  private final ChangeSignal endSignal = new ChangeSignal();
  private volatile boolean closing;

  /**
   * Removes the files that an earlier process has left, and begins the periodic clean-up.
   *
   * @param provider empty when this server makes no pictures
   * @param received keeps pictures until they are stored
   * @param cleanUpInterval the time between two clean-ups of ended batches
   * @throws IOException when the folder of the batches cannot be read
   */
  public BatchService(
      Optional<ImageProvider> provider,
      FileStore store,
      ReceivedPictures received,
      ProgressManager progress,
      BatchRegistry.Limits limits,
      Duration cleanUpInterval,
      Clocks clocks)
      throws IOException {
    RandomGenerator random = () -> RandomHolder.SECURE.nextLong();
    this.files = new BatchFiles(store);
    files.removeLeftovers();
    this.registry =
        new BatchRegistry(
            limits,
            BatchRegistry.Kept.DEFAULT,
            files,
            clocks,
            new BatchIdGenerator(clocks.wall(), random),
            () -> usualNanos(progress));
    this.runner =
        provider.map(
            imageProvider ->
                new BatchRunner(
                    imageProvider,
                    registry,
                    files,
                    received,
                    () -> random.nextLong() & BatchRequest.MAX_SEED));
    this.imageLimit = limits.imageLimit();
    timers.scheduleEvery(cleanUpInterval, this::cleanUp);
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
    endListeners.add(listener);
  }

  /**
   * Begins a batch.
   *
   * @param idempotencyKey the client's name for this request, so that repeating the request begins
   *     nothing
   */
  public SubmitOutcome submit(BatchRequest request, Optional<String> idempotencyKey) {
    if (closing) {
      return new SubmitOutcome.ShuttingDown();
    }
    if (runner.isEmpty()) {
      return new SubmitOutcome.NoProvider();
    }
    // A repeated request begins no batch and costs nothing, so no budget refuses it.
    Optional<Duration> untilReset =
        registry.hasKey(idempotencyKey) ? Optional.empty() : runner.get().refusalDuration();
    if (untilReset.isPresent()) {
      return new SubmitOutcome.BudgetExhausted(untilReset.get());
    }
    SubmitOutcome outcome = registry.create(request, idempotencyKey);
    if (outcome instanceof SubmitOutcome.Accepted accepted && !accepted.replayed()) {
      start(runner.get(), accepted.batch());
    }
    return outcome;
  }

  /**
   * Returns the name of the model that makes the pictures, or the painter's version; empty when
   * this server makes none.
   */
  public Optional<String> model() {
    return runner.map(BatchRunner::model);
  }

  /** Returns the batch of that id, unless it was dropped. */
  public Optional<Batch> find(BatchId id) {
    return registry.get(id);
  }

  /** Returns all known batches, newest first. */
  public List<Batch> newestFirst() {
    return registry.newestFirst();
  }

  /** Returns the file of the n-th picture of a batch, n from 0; empty when it is not finished. */
  public Optional<Path> picture(Batch batch, int n) {
    boolean finished = n >= 0 && n < batch.state().images().size();
    return finished ? Optional.of(files.path(batch.id(), n)) : Optional.empty();
  }

  /**
   * Opens the n-th picture of a batch for reading, n from 0; empty when it is not finished.
   *
   * @throws NoSuchFileException when the batch was dropped
   */
  public Optional<FileChannel> openPicture(Batch batch, int n) throws IOException {
    Optional<Path> file = picture(batch, n);
    return file.isPresent() ? Optional.of(files.open(file.get())) : Optional.empty();
  }

  /** Ends a batch at once; the call to the provider under way is aborted. */
  public CancelOutcome cancel(BatchId id) {
    Optional<Batch> batch = registry.get(id);
    if (batch.isEmpty()) {
      return CancelOutcome.UNKNOWN;
    }
    runner.ifPresent(it -> it.end(batch.get(), Reason.CANCELLED));
    return batch.get().state() instanceof BatchState.Cancelled
        ? CancelOutcome.CANCELLED
        : CancelOutcome.ALREADY_TERMINAL;
  }

  /**
   * Accepts no new work from now on, and ends the batches under way; a batch that is paying for a
   * picture ends after that.
   */
  public void refuseNewWork() {
    closing = true;
    runner.ifPresent(it -> registry.newestFirst().forEach(it::endUnlessPaying));
  }

  /**
   * Waits until no picture is being paid for, at most for {@code timeout}.
   *
   * @return how many batches are still paying for a picture
   */
  public int awaitPaid(Duration timeout) {
    endSignal.await(() -> countPaying() == 0, timeout);
    return countPaying();
  }

  private int countPaying() {
    return (int)
        registry.newestFirst().stream()
            .filter(it -> !it.state().isTerminal() && it.cancellation().isPaying())
            .count();
  }

  /** Ends all batches. */
  @Override
  public void close() {
    refuseNewWork();
    timers.close();
    runner.ifPresent(it -> registry.newestFirst().forEach(batch -> it.end(batch, Reason.SHUTDOWN)));
    workers.shutdownNow();
    try {
      workers.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(BatchRunner batchRunner, Batch batch) {
    try {
      watch(batchRunner, batch);
      workers.execute(() -> batchRunner.run(batch));
    } catch (RejectedExecutionException e) {
      // The service was closed after submit had checked that it was open.
      batchRunner.end(batch, Reason.SHUTDOWN);
    }
  }

  private void watch(BatchRunner batchRunner, Batch batch) {
    Duration limit = imageLimit.multipliedBy(batch.request().count());
    Runnable expire = () -> batchRunner.end(batch, Reason.DEADLINE);
    Future<?> deadline = timers.scheduleAfter(limit, expire);
    batch.onEnd(() -> deadline.cancel(false));
    batch.onEnd(endSignal::signal);
    AtomicBoolean notified = new AtomicBoolean();
    batch.onEnd(
        () -> {
          if (notified.compareAndSet(false, true)) {
            endListeners.forEach(listener -> listener.accept(batch));
          }
        });
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
    Map<Phase, Long> averages = progress.statistics().averageNanos();
    return averages.getOrDefault(Phase.IMAGE_WAIT, 0L)
        + averages.getOrDefault(Phase.IMAGE_DOWNLOAD, 0L);
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      // A provider that never answers must not keep the process alive.
      thread.setDaemon(true);
      return thread;
    };
  }
}
