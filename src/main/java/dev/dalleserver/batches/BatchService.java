package dev.dalleserver.batches;

import dev.dalleserver.generation.Cancellation.Reason;
import dev.dalleserver.generation.ChangeSignal;
import dev.dalleserver.generation.ImageProvider;
import dev.dalleserver.generation.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.store.FileStore;
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
 * Batches on demand: accepts them, has them made on threads of their own, ends them when they are
 * not wanted or take too long, and forgets them.
 *
 * <p>A batch has a thread to itself rather than one of a few, so that a provider that never comes
 * back from a call that was given up holds nothing but that thread.
 */
public final class BatchService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchService.class);

  /** How long running work gets to notice that it should end. */
  private static final long PATIENCE_SECONDS = 1;

  private final BatchRegistry registry;
  private final BatchFiles files;
  private final Optional<BatchRunner> runner;
  private final Duration imageLimit;
  private final ExecutorService workers = Executors.newCachedThreadPool(named("batch"));
  private final TaskScheduler timers = new TaskScheduler("batch-timers");
  private final List<Consumer<Generation>> endings = new CopyOnWriteArrayList<>();
  private final ChangeSignal ended = new ChangeSignal();
  private volatile boolean closing;

  /**
   * Removes what an earlier process has left, and begins to look for what is to be dropped.
   *
   * @param provider empty when this server makes no pictures
   * @param received where pictures are until they are stored
   * @param cleanUpInterval how often what has ended is looked for
   * @throws IOException when the folder of the generations cannot be read
   */
  public BatchService(
      Optional<ImageProvider> provider,
      FileStore store,
      ReceivedPictures received,
      ProgressManager progress,
      BatchRegistry.Limits limits,
      Duration cleanUpInterval,
      Clocks ticker)
      throws IOException {
    RandomGenerator random = () -> Chance.SECURE.nextLong();
    this.files = new BatchFiles(store);
    files.removeLeftovers();
    this.registry =
        new BatchRegistry(
            limits,
            BatchRegistry.Kept.USUAL,
            files,
            ticker,
            new BatchIdGenerator(ticker.wall(), random),
            () -> usualNanos(progress));
    this.runner =
        provider.map(
            painter ->
                new BatchRunner(
                    painter,
                    registry,
                    files,
                    received,
                    () -> random.nextLong() & BatchRequest.LARGEST_SEED));
    this.imageLimit = limits.imageLimit();
    timers.every(cleanUpInterval, this::cleanUp);
  }

  /**
   * Looked up when the first batch needs it: finding a source takes ten milliseconds of a start.
   */
  private static final class Chance {
    static final SecureRandom SECURE = new SecureRandom();
  }

  /**
   * Tells {@code listener} of every batch that ends from now on, once, on the thread that ends it:
   * be quick and do not throw.
   */
  public void whenOver(Consumer<Generation> listener) {
    endings.add(listener);
  }

  /**
   * Begins a batch.
   *
   * @param idempotencyKey the caller's name for this request, so that asking again makes nothing
   */
  public SubmitOutcome submit(BatchRequest request, Optional<String> idempotencyKey) {
    if (closing) {
      return new SubmitOutcome.ShuttingDown();
    }
    if (runner.isEmpty()) {
      return new SubmitOutcome.NoPainter();
    }
    // What was asked for before is not asked for again, and costs nothing.
    Optional<Duration> refused =
        registry.knows(idempotencyKey) ? Optional.empty() : runner.get().refusesFor();
    if (refused.isPresent()) {
      return new SubmitOutcome.BudgetExhausted(refused.get());
    }
    SubmitOutcome outcome = registry.create(request, idempotencyKey);
    if (outcome instanceof SubmitOutcome.Accepted accepted && !accepted.replayed()) {
      start(runner.get(), accepted.generation());
    }
    return outcome;
  }

  /** Who paints: a model's name, or the painter's version; empty when nobody does. */
  public Optional<String> model() {
    return runner.map(BatchRunner::model);
  }

  /** The generation of that id, unless it was dropped. */
  public Optional<Generation> find(BatchId id) {
    return registry.get(id);
  }

  /** All that are known, newest first. */
  public List<Generation> newestFirst() {
    return registry.newestFirst();
  }

  /** The file of the n-th picture of a generation, n from 0; empty when it is not finished. */
  public Optional<Path> picture(Generation generation, int n) {
    boolean finished = n >= 0 && n < generation.state().images().size();
    return finished ? Optional.of(files.path(generation.id(), n)) : Optional.empty();
  }

  /**
   * The n-th picture of a generation, opened for reading, n from 0; empty when it is not finished.
   *
   * @throws NoSuchFileException when the generation was dropped
   */
  public Optional<FileChannel> openPicture(Generation generation, int n) throws IOException {
    Optional<Path> file = picture(generation, n);
    return file.isPresent() ? Optional.of(files.open(file.get())) : Optional.empty();
  }

  /** Ends a generation at once; the provider's call under way is aborted. */
  public CancelOutcome cancel(BatchId id) {
    Optional<Generation> generation = registry.get(id);
    if (generation.isEmpty()) {
      return CancelOutcome.UNKNOWN;
    }
    runner.ifPresent(it -> it.end(generation.get(), Reason.CANCELLED));
    return generation.get().state() instanceof BatchState.Cancelled
        ? CancelOutcome.CANCELLED
        : CancelOutcome.ALREADY_TERMINAL;
  }

  /**
   * Takes no new work from now on, and ends what is under way; a batch that is paying for a picture
   * only after that.
   */
  public void refuseNewWork() {
    closing = true;
    runner.ifPresent(it -> registry.newestFirst().forEach(it::endUnlessPaying));
  }

  /**
   * Waits until no picture is being paid for, but not longer than that.
   *
   * @return how many are nevertheless
   */
  public int awaitPaid(Duration longest) {
    ended.await(() -> paying() == 0, longest);
    return paying();
  }

  private int paying() {
    return (int)
        registry.newestFirst().stream()
            .filter(it -> !it.state().terminal() && it.cancellation().isPaying())
            .count();
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    refuseNewWork();
    timers.close();
    runner.ifPresent(
        it -> registry.newestFirst().forEach(generation -> it.end(generation, Reason.SHUTDOWN)));
    workers.shutdownNow();
    try {
      workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(BatchRunner painter, Generation generation) {
    try {
      watch(painter, generation);
      workers.execute(() -> painter.run(generation));
    } catch (RejectedExecutionException e) {
      // Closed between the look above and here.
      painter.end(generation, Reason.SHUTDOWN);
    }
  }

  private void watch(BatchRunner painter, Generation generation) {
    Duration limit = imageLimit.multipliedBy(generation.request().count());
    Runnable expire = () -> painter.end(generation, Reason.DEADLINE);
    Future<?> deadline = timers.after(limit, expire);
    generation.whenOver(() -> deadline.cancel(false));
    generation.whenOver(ended::changed);
    AtomicBoolean told = new AtomicBoolean();
    generation.whenOver(
        () -> {
          if (told.compareAndSet(false, true)) {
            endings.forEach(listener -> listener.accept(generation));
          }
        });
  }

  private void cleanUp() {
    int dropped = registry.cleanUp();
    LOG.debug("generations event=clean_up dropped={}", dropped);
  }

  /** How long asking for and fetching a picture has taken on average, 0 when unknown. */
  private static long usualNanos(ProgressManager progress) {
    Map<Phase, Long> averages = progress.statistics().averageNanos();
    return averages.getOrDefault(Phase.IMAGE_WAIT, 0L)
        + averages.getOrDefault(Phase.IMAGE_DOWNLOAD, 0L);
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      // A provider that never answers must not keep the process.
      thread.setDaemon(true);
      return thread;
    };
  }
}
