package dev.dalleserver.web.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.wire.SnapshotJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random runs that are followed: the patches add up to what the server says in the end. */
class FollowedRunPropertyTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final PictureKey KEY =
      PictureKey.parse("simple", "0xf503017d7baf7fbc0fff7492b751025c6a78179b");

  private static final MovingTime TIME = new MovingTime();
  private static DataDirectory directory;
  private static ProgressManager progress;
  private static DalleDress dress;
  private static EventHub hub;

  @BeforeContainer
  static void open() throws Exception {
    Path dataDir = Files.createTempDirectory("followed");
    directory = DataDirectory.open(dataDir);
    progress =
        new ProgressManager(
            new LocalPhaseHistory(new FileStore(directory), TIME.ticker().wall()),
            TIME.ticker(),
            ProgressManager.Retention.DEFAULT);
    dress =
        new DressFactory(AttributeDatabases.load(dataDir.resolve("databases")))
            .create(
                SeriesCatalog.load(dataDir.resolve("series")).find(KEY.series()).orElseThrow(),
                KEY.address(),
                Optional.empty());
    hub =
        new EventHub(
            progress,
            new EventPace(Duration.ZERO, NEVER, NEVER, Duration.ofMillis(50), 10_000),
            Clock.systemUTC(),
            MemoryBudget.ofThisHeap());
  }

  @AfterContainer
  static void close() throws Exception {
    hub.close();
    directory.close();
  }

  /** Does one of the things that can happen to a run. */
  private static void happen(ProgressRun run, int what) {
    Phase phase = Phase.WORKING.get(what % Phase.WORKING.size());
    TIME.pass(Duration.ofMillis(what));
    switch (what % 6) {
      case 0 -> run.enter(phase);
      case 1 -> run.leave(phase);
      case 2 -> run.skip(phase);
      case 3 -> run.leaveFailed(phase, "failed " + what);
      case 4 -> run.updateDress(dress.withEnhancedPrompt("a prompt " + what));
      default -> run.updateQueuePosition(what);
    }
  }

  @Property(tries = 200)
  void who_applies_the_patches_ends_with_exactly_the_last_snapshot(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 1000) Integer> happenings,
      @ForAll @IntRange(min = 0, max = 60) int joinedAfter,
      @ForAll boolean well)
      throws Exception {
    ProgressRun run = progress.begin(KEY, "fake", dress, 3);
    FakeSink sink = FakeSink.fast();
    for (int i = 0; i < happenings.size(); i++) {
      if (i == joinedAfter) {
        hub.follow(run, sink, OptionalLong.empty());
      }
      happen(run, happenings.get(i));
    }
    if (joinedAfter >= happenings.size()) {
      hub.follow(run, sink, OptionalLong.empty());
    }
    run.finish(well ? RunOutcome.SUCCESS : RunOutcome.failure("no", "OPENAI_ERROR"));
    PatchedState state = new PatchedState();
    EventFrame frame = sink.next();
    state.replace(text(frame));
    for (frame = sink.next(); frame.event().equals("progress"); frame = sink.next()) {
      state.patch(PatchedState.json(text(frame)));
    }
    assertThat(frame.event()).isEqualTo("done");
    String last = new String(SnapshotJson.render(run.snapshot()), StandardCharsets.UTF_8);
    assertThat(text(frame)).isEqualTo(last);
    assertThat(state.state()).isEqualTo(PatchedState.json(last));
    sink.ended.get(20, TimeUnit.SECONDS);
  }

  private static String text(EventFrame frame) {
    return new String(frame.data(), StandardCharsets.UTF_8);
  }
}
