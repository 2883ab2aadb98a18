package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RunListener;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A data directory, the fakes, and time that stands still: all that a picture needs, no HTTP. */
final class MakingPictures implements AutoCloseable {
  static final PictureKey KEY =
      PictureKey.parse("simple", "0xf503017d7baf7fbc0fff7492b751025c6a78179b");
  static final Duration RUN_LIMIT = Duration.ofMinutes(5);

  private static final Words WORDS = Words.load();

  final MovingTime time = new MovingTime();
  final FakePainter painter = new FakePainter();
  final FakeAnnotator annotator = new FakeAnnotator();

  /** The requests to the painter of {@link #painterThat}. */
  final List<String> prompts = new ArrayList<>();

  final DataDirectory directory;
  final FileStore store;
  final LocalArtifacts artifacts;
  final ProgressManager progress;
  final ReceivedPictures received;
  final PictureArtifacts archive;
  final Map<Phase, Runnable> atTheBeginningOf = new EnumMap<>(Phase.class);

  Optional<PromptEnhancer> enhancer = Optional.empty();

  MakingPictures(Path folder) throws Exception {
    directory = DataDirectory.open(folder);
    store = new FileStore(directory);
    progress =
        new ProgressManager(
            new LocalPhaseHistory(store, time.ticker().wall()),
            time.ticker(),
            ProgressManager.Retention.DEFAULT);
    artifacts = new LocalArtifacts(store);
    received = new ReceivedPictures(artifacts, time.clock());
    archive = new PictureArtifacts(artifacts, received, time.clock());
    progress.addListener(
        new RunListener() {
          @Override
          public void onChange(ProgressRun run) {}

          @Override
          public void onPhaseBegun(ProgressRun run, Phase phase) {
            atTheBeginningOf.getOrDefault(phase, () -> {}).run();
          }
        });
  }

  /** The databases of every dress; loaded once for all tests. */
  private record Words(SeriesCatalog series, DressFactory dressmaker) {
    static Words load() {
      Path nowhere = Path.of("no-such-folder");
      try {
        return new Words(
            SeriesCatalog.load(nowhere), new DressFactory(AttributeDatabases.load(nowhere)));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  static DalleDress plan(PictureKey key) {
    return WORDS
        .dressmaker()
        .create(WORDS.series().find(key.series()).orElseThrow(), key.address(), Optional.empty());
  }

  static PictureKey key(int n) {
    return PictureKey.parse("simple", "0x%040x".formatted(n));
  }

  RunContext wish(PictureKey key, boolean force) {
    DalleDress plan = plan(key);
    return new RunContext(
        key,
        plan,
        force,
        progress.begin(key, "fake", plan, 1),
        new Cancellation(time::nanos, RUN_LIMIT.toNanos()));
  }

  RunContext wish() {
    return wish(KEY, false);
  }

  RunContext forcedWish() {
    return wish(KEY, true);
  }

  Pipeline pipeline(ImageProvider provider) {
    return new Pipeline(new PictureProviders(enhancer, Optional.of(provider), annotator), archive);
  }

  Pipeline pipeline() {
    return pipeline(painter);
  }

  Pipeline pipelineWithoutPainter() {
    return new Pipeline(new PictureProviders(enhancer, Optional.empty(), annotator), archive);
  }

  /** The fake painter, which also notes what it is asked and does something before it returns. */
  ImageProvider painterThat(Runnable does) {
    return new ImageProvider() {
      @Override
      public String name() {
        return painter.name();
      }

      @Override
      public String model() {
        return painter.model();
      }

      @Override
      public boolean isPaid() {
        return true;
      }

      @Override
      public PaintedImage paint(
          PaintRequest request, ProgressListener listener, Cancellation cancellation)
          throws JobException, CancelledException {
        prompts.add(request.prompt());
        PaintedImage image = painter.paint(request, listener, cancellation);
        does.run();
        return image;
      }
    };
  }

  Path file(ArtifactKind kind) {
    return store.layout().artifact(kind, KEY.seriesText(), KEY.addressText());
  }

  /** The kinds of files that the picture has by now. */
  List<ArtifactKind> stored() {
    return Stream.of(ArtifactKind.values()).filter(kind -> Files.exists(file(kind))).toList();
  }

  String text(ArtifactKind kind) {
    try {
      return Files.readString(file(kind));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes every write of a kind fail: a folder stands where the file should be. */
  void obstruct(ArtifactKind kind) {
    try {
      Files.deleteIfExists(file(kind));
      Files.createDirectories(file(kind).resolve("in-the-way"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    painter.release();
    directory.close();
  }
}
