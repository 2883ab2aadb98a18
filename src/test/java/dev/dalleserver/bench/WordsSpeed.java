package dev.dalleserver.bench;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RenderedDress;
import dev.dalleserver.progress.Runs;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.wire.SnapshotJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a poll and the words of a picture take, apart from the network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WordsSpeed {
  private DataDirectory directory;
  private ProgressRun run;
  private DressFactory dressmaker;
  private Series series;
  private Address address;
  private DalleDress dress;

  /** A run in the phase where runs spend most of their time. */
  @Setup
  public void begin() throws Exception {
    directory = DataDirectory.open(Files.createTempDirectory("bench"));
    FileStore store = new FileStore(directory);
    run =
        Runs.begin(
            new ProgressManager(
                new LocalPhaseHistory(store, Clocks.SYSTEM.wall()),
                Clocks.SYSTEM,
                ProgressManager.Retention.DEFAULT));
    run.enter(Phase.SETUP);
    run.leave(Phase.SETUP);
    run.enter(Phase.IMAGE_WAIT);
    Path nowhere = Path.of("no-such-folder");
    dressmaker = new DressFactory(AttributeDatabases.load(nowhere));
    series = SeriesCatalog.load(nowhere).find(new SeriesName("simple")).orElseThrow();
    address = Address.parse("0xf503017d7baf7fbc0fff7492b751025c6a78179b");
    dress = makeDress();
  }

  @TearDown
  public void end() throws IOException {
    directory.close();
  }

  @Benchmark
  public byte[] snapshotOfAnUnchangedRun() {
    return SnapshotJson.render(run.snapshot(), "1f2e3d4c");
  }

  @Benchmark
  public byte[] snapshotOfAChangedRun() {
    run.updateDress(dress);
    return SnapshotJson.render(run.snapshot(), "1f2e3d4c");
  }

  @Benchmark
  public RenderedDress renderDress() {
    return RenderedDress.of(dress);
  }

  @Benchmark
  public DalleDress makeDress() {
    return dressmaker.create(series, address, Optional.empty());
  }
}
