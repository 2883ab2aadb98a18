package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseLimits;
import dev.dalleserver.cluster.postgres.NodeFacts;
import dev.dalleserver.cluster.postgres.NodeRegistry;
import dev.dalleserver.cluster.postgres.Notices;
import dev.dalleserver.cluster.postgres.Outbox;
import dev.dalleserver.cluster.postgres.PostgresJobsFactory;
import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import dev.dalleserver.webhooks.EndNotice;
import dev.dalleserver.webhooks.SharedDispatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures made by processes that share their jobs. Their artifacts are those of one data directory
 * here, which the processes of one JVM can share.
 */
@Timeout(60)
class ClusterPicturesTest {
  private static final Duration LEASE = Duration.ofSeconds(2);

  private static TestDatabase test;

  @TempDir Path dataDir;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private DataDirectory directory;
  private FileStore store;
  private Node first;
  private Node second;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  /** One process. */
  private final class Node {
    private final FakePainter painter = new FakePainter();
    private final FakeAnnotator annotator = new FakeAnnotator();
    private final ProgressManager progress;
    private final PostgresJobsFactory jobs;
    private final Database database;
    private final PictureService pictures;

    Node(String name) throws Exception {
      database = test.open(name);
      NodeRegistry registry =
          new NodeRegistry(database, new NodeName(name), () -> new NodeFacts("1", "w", "1"), LEASE);
      jobs = new PostgresJobsFactory(database, registry, LEASE, outbox(database));
      Notices notices = new Notices(test.url(), "", name, DatabaseLimits.standard());
      progress =
          new ProgressManager(
              new LocalPhaseHistory(store, Clocks.SYSTEM.wall()),
              Clocks.SYSTEM,
              ProgressManager.Retention.DEFAULT);
      LocalArtifacts artifacts = new LocalArtifacts(store);
      Path nowhere = Path.of("no-such-folder");
      pictures =
          new PictureService(
              SeriesCatalog.load(nowhere),
              new DressFactory(AttributeDatabases.load(nowhere)),
              progress,
              new PictureArtifacts(
                  artifacts,
                  new ReceivedPictures(artifacts, Clocks.SYSTEM.wall()),
                  Clocks.SYSTEM.wall()),
              new PictureProviders(Optional.empty(), Optional.of(painter), annotator),
              new JobLimits(1, 50, Duration.ofMinutes(1)),
              jobs);
      notices.start();
      jobs.start(notices);
      opened.add(database);
      opened.add(notices);
      opened.add(jobs);
      opened.add(pictures);
    }

    ProgressSnapshot ask(PictureKey key) {
      PictureOutcome outcome = pictures.generate(key, PictureOptions.DEFAULT);
      return ((PictureOutcome.Accepted) outcome).snapshot();
    }

    /** kill -9, as far as the others can tell. */
    void die() {
      jobs.close();
      database.close();
    }
  }

  private static Outbox outbox(Database database) {
    return new Outbox(database, List.of("https://receiver.example"));
  }

  @BeforeEach
  void open() throws Exception {
    test.empty("job", "node", "outbox");
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
    first = new Node("first");
    second = new Node("second");
  }

  @AfterEach
  void close() throws Exception {
    first.painter.release();
    second.painter.release();
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    directory.close();
  }

  private boolean isStored(PictureKey key) {
    return Files.exists(annotated(key));
  }

  private Path annotated(PictureKey key) {
    return store.layout().artifact(ArtifactKind.ANNOTATED, key.seriesText(), key.addressText());
  }

  @Test
  void a_picture_is_made_once_whoever_is_asked_and_each_process_tells_how_far_it_is() {
    first.painter.hold();
    second.painter.hold();
    PictureKey key = MakingPictures.key(1);
    first.ask(key);
    second.ask(key);
    Waiting.until(() -> first.painter.calls() + second.painter.calls() == 1);
    Waiting.until(
        () ->
            first.pictures.findProgress(key).orElseThrow().currentPhase()
                == second.pictures.findProgress(key).orElseThrow().currentPhase());
    first.painter.release();
    second.painter.release();
    Waiting.until(() -> isStored(key));
    Waiting.until(() -> !first.pictures.isActive(key) && !second.pictures.isActive(key));
    assertThat(first.painter.calls() + second.painter.calls()).isEqualTo(1);
    assertThat(first.ask(key).done()).isTrue();
    assertThat(second.ask(key).done()).isTrue();
  }

  @Test
  void a_run_that_has_ended_begins_for_no_listener_of_a_process_that_is_asked_later()
      throws Exception {
    PictureKey key = MakingPictures.key(6);
    first.ask(key);
    Waiting.until(() -> isStored(key) && !first.pictures.isActive(key));
    Node third = new Node("third");
    List<ProgressRun> begun = new CopyOnWriteArrayList<>();
    third.progress.addListener(
        run -> {
          if (!run.isDone()) {
            begun.add(run);
          }
        });
    assertThat(third.pictures.isActive(key)).isFalse();
    assertThat(third.progress.find(key)).get().matches(ProgressRun::isDone);
    assertThat(begun).isEmpty();
    assertThat(third.pictures.remove(key)).isEqualTo(PictureService.RemovalOutcome.REMOVED);
    assertThat(begun).isEmpty();
  }

  @Test
  void many_pictures_are_made_by_all_processes() {
    for (int i = 10; i < 40; i++) {
      first.ask(MakingPictures.key(i));
    }
    for (int i = 10; i < 40; i++) {
      PictureKey key = MakingPictures.key(i);
      Waiting.until(() -> isStored(key));
    }
    assertThat(first.painter.calls() + second.painter.calls()).isEqualTo(30);
    assertThat(second.painter.calls()).isPositive();
  }

  @Test
  void any_process_reads_from_the_outbox_how_a_run_has_ended() {
    PictureKey key = MakingPictures.key(4);
    first.ask(key);
    Waiting.until(() -> isStored(key));
    List<EndNotice> sent = new ArrayList<>();
    Waiting.until(
        () ->
            outbox(test.database())
                .sendNext(
                    notice -> {
                      sent.add(notice);
                      return Optional.empty();
                    }));
    EndNotice notice = sent.get(0);
    assertThat(notice.kind()).isEqualTo(SharedDispatcher.PICTURE);
    for (Node node : List.of(first, second)) {
      ProgressSnapshot last = node.pictures.readEnd(notice.key(), notice.payload(), notice.state());
      assertThat(last.done()).isTrue();
      assertThat(last.error()).isEmpty();
      assertThat(last.address()).isEqualTo(key.addressText());
      assertThat(last.dalleDress().dress().run().completed()).isTrue();
    }
  }

  @Test
  void a_run_is_cancelled_by_a_process_that_does_not_work_on_it() {
    first.painter.hold();
    second.painter.hold();
    PictureKey key = MakingPictures.key(2);
    first.ask(key);
    Waiting.until(() -> first.painter.calls() + second.painter.calls() == 1);
    Node other = first.painter.calls() == 1 ? second : first;
    Node working = other == first ? second : first;
    assertThat(other.pictures.cancel(key)).get().matches(ProgressSnapshot::cancelled);
    Waiting.until(() -> working.pictures.activeRuns() == 0);
    assertThat(isStored(key)).isFalse();
    assertThat(working.pictures.findProgress(key)).get().matches(ProgressSnapshot::cancelled);
  }

  @Test
  void a_picture_that_is_made_anew_goes_on_in_another_process_where_the_first_has_died()
      throws Exception {
    PictureKey key = MakingPictures.key(5);
    first.ask(key);
    Waiting.until(() -> isStored(key));
    Waiting.until(() -> !first.pictures.isActive(key) && !second.pictures.isActive(key));
    int before = first.painter.calls() + second.painter.calls();
    CountDownLatch annotating = new CountDownLatch(1);
    CountDownLatch dead = new CountDownLatch(1);
    AtomicReference<Node> working = new AtomicReference<>();
    for (Node node : List.of(first, second)) {
      node.annotator.before(
          () -> {
            if (working.compareAndSet(null, node)) {
              annotating.countDown();
              await(dead);
            }
          });
    }
    Instant old = modifiedAt(key);
    first.progress.forget(key);
    first.pictures.generate(key, new PictureOptions(true, Optional.empty()));
    annotating.await();
    working.get().die();
    Waiting.until(() -> modifiedAt(key).isAfter(old));
    assertThat(first.painter.calls() + second.painter.calls()).isEqualTo(before + 1);
    dead.countDown();
  }

  private Instant modifiedAt(PictureKey key) {
    try {
      return Files.getLastModifiedTime(annotated(key)).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void when_a_process_dies_another_makes_its_picture_within_a_lease() throws Exception {
    first.painter.hold();
    second.painter.hold();
    PictureKey key = MakingPictures.key(3);
    first.ask(key);
    Waiting.until(() -> first.painter.calls() + second.painter.calls() == 1);
    Node dead = first.painter.calls() == 1 ? first : second;
    Node living = dead == first ? second : first;
    long died = System.nanoTime();
    dead.die();
    Waiting.until(() -> living.painter.calls() == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - died)).isLessThan(LEASE.plusSeconds(2));
    living.painter.release();
    Waiting.until(() -> isStored(key));
    dead.painter.release();
    Waiting.until(() -> dead.pictures.activeRuns() == 0);
  }
}
