package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.jobs.LocalJobs;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RunListener;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run for each key, at the moments at which runs begin and end, again and again. */
@Timeout(120)
class SingleFlightRaceTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 40;

  @TempDir Path dataDir;
  private final ThreadWatch watch = new ThreadWatch();
  private final Together threads = new Together(THREADS);
  private final FakePainter painter = new FakePainter();
  private final AtomicInteger endings = new AtomicInteger();
  private DataDirectory directory;
  private ProgressManager progress;
  private PictureService service;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    FileStore store = new FileStore(directory);
    progress =
        new ProgressManager(
            new LocalPhaseHistory(store, Clocks.SYSTEM.wall()),
            Clocks.SYSTEM,
            new ProgressManager.Retention(Duration.ofMillis(1), Duration.ofMinutes(1)));
    progress.addListener(
        new RunListener() {
          @Override
          public void onChange(ProgressRun run) {}

          @Override
          public void onEnd(ProgressRun run, RunOutcome ending) {
            endings.incrementAndGet();
          }
        });
    service =
        new PictureService(
            SeriesCatalog.load(store.layout().seriesDefinitions()),
            new DressFactory(AttributeDatabases.load(store.layout().databases())),
            progress,
            new PictureArtifacts(
                new LocalArtifacts(store),
                new ReceivedPictures(new LocalArtifacts(store), Clocks.SYSTEM.wall()),
                Clocks.SYSTEM.wall()),
            new PictureProviders(Optional.empty(), Optional.of(painter), new FakeAnnotator()),
            new JobLimits(2, 10, Duration.ofMinutes(1)),
            LocalJobs.factory(Clocks.SYSTEM.nanos()));
  }

  @AfterEach
  void close() throws Exception {
    threads.close();
    service.close();
    directory.close();
    watch.awaitNoneLeft();
  }

  private static PictureKey key(int n) {
    return PictureKey.parse("simple", "0x%040x".formatted(n));
  }

  /** Polls until it has seen the end a few times; gives how often it began a run. */
  private int pollBeyondTheEnd(PictureKey key) {
    int begun = 0;
    int ends = 0;
    while (ends < 20) {
      PictureOutcome answer = service.generate(key, PictureOptions.DEFAULT);
      PictureOutcome.Accepted seen = (PictureOutcome.Accepted) answer;
      begun += seen.started() ? 1 : 0;
      ends += seen.snapshot().done() ? 1 : 0;
    }
    return begun;
  }

  @Test
  void however_many_ask_while_a_run_begins_and_ends_it_is_one_run() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      PictureKey key = key(round);
      int begun = threads.call(() -> pollBeyondTheEnd(key)).stream().mapToInt(n -> n).sum();
      assertThat(begun).as("runs begun in round %d", round).isEqualTo(1);
    }
    assertThat(painter.calls()).isEqualTo(ROUNDS);
  }

  @Test
  void a_picture_removed_while_its_run_is_still_being_put_away_is_gone() throws Exception {
    CountDownLatch put = new CountDownLatch(1);
    progress.addListener(
        new RunListener() {
          @Override
          public void onChange(ProgressRun run) {}

          @Override
          public void onEnd(ProgressRun run, RunOutcome ending) {
            awaitQuietly(put);
          }
        });
    PictureKey key = key(1);
    service.generate(key, PictureOptions.DEFAULT);
    Waiting.until(() -> progress.find(key).map(ProgressRun::isDone).orElse(false));

    assertThat(service.isActive(key)).isFalse();
    assertThat(service.remove(key)).isEqualTo(PictureService.RemovalOutcome.REMOVED);
    assertThat(service.findProgress(key)).isEmpty();
    put.countDown();
    Waiting.until(() -> service.activeRuns() == 0);
  }

  @Test
  void a_forced_run_begins_also_while_the_last_one_is_still_being_put_away() throws Exception {
    CountDownLatch put = new CountDownLatch(1);
    progress.addListener(
        new RunListener() {
          @Override
          public void onChange(ProgressRun run) {}

          @Override
          public void onEnd(ProgressRun run, RunOutcome ending) {
            awaitQuietly(put);
          }
        });
    PictureKey key = key(1);
    service.generate(key, PictureOptions.DEFAULT);
    Waiting.until(() -> progress.find(key).map(ProgressRun::isDone).orElse(false));
    PictureOptions force = new PictureOptions(true, Optional.empty());

    // The first poll gets the last snapshot of the run that has ended.
    PictureOutcome.Accepted last = (PictureOutcome.Accepted) service.generate(key, force);
    PictureOutcome.Accepted next = (PictureOutcome.Accepted) service.generate(key, force);
    put.countDown();

    assertThat(last.snapshot().done()).isTrue();
    assertThat(last.started()).isFalse();
    assertThat(next.started()).isTrue();
    Waiting.until(() -> painter.calls() == 2 && service.activeRuns() == 0);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void cancelling_at_any_moment_leaves_one_ending_and_a_free_key() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      PictureKey key = key(10_000 + round);
      int before = endings.get();
      service.generate(key, PictureOptions.DEFAULT);
      long moment = System.nanoTime() + round * 400_000L;
      while (System.nanoTime() < moment
          && !progress.find(key).map(ProgressRun::isDone).orElse(true)) {
        Thread.onSpinWait();
      }
      List<Boolean> cancelled = threads.call(() -> service.cancel(key).isPresent());
      assertThat(cancelled.stream().filter(won -> won)).hasSizeLessThanOrEqualTo(1);
      assertThat(endings.get() - before).as("endings in round %d", round).isEqualTo(1);
      assertThat(service.cancel(key)).as("the key is free").isEmpty();
    }
  }
}
