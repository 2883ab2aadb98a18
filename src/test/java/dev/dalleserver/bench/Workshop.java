package dev.dalleserver.bench;

import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The folders of a benchmark below {@code target/bench}, and every process that it has started;
 * closing ends all of them.
 */
final class Workshop implements AutoCloseable {
  /** The size that the goals speak of. */
  static final int PICTURE_BYTES = 1_500_000;

  private static final List<String> WORDS = List.of("Bear", "Owl", "Crab", "Heron", "Moth");

  private final BenchOptions options;
  private final Path folder;
  private final ConcurrentLinkedQueue<Process> processes = new ConcurrentLinkedQueue<>();
  private final Deque<Path> scratch = new ArrayDeque<>();

  Workshop(BenchOptions options, Path folder) throws IOException {
    this.options = options;
    this.folder = Files.createDirectories(folder).toAbsolutePath();
    Runtime.getRuntime().addShutdownHook(new Thread(this::killAll, "end-of-bench"));
  }

  BenchOptions options() {
    return options;
  }

  Path folder() {
    return folder;
  }

  /** An empty folder that is gone afterwards. */
  Path scratch(String name) throws IOException {
    Path made = Files.createTempDirectory(folder, name);
    scratch.push(made);
    return made;
  }

  /** Makes a process end with the workshop. */
  void watch(Process process) {
    processes.add(process);
  }

  boolean has(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  /** The program's version, for the conditions. */
  String version(String program, String flag) {
    return has(program)
        ? new Tool(program).run("", flag).output().lines().findFirst().orElse("")
        : "none";
  }

  /** A picture of which only the size matters. */
  static byte[] picture(int seed) {
    byte[] small = ForeignPictures.png();
    byte[] large = new byte[PICTURE_BYTES];
    new Random(seed).nextBytes(large);
    System.arraycopy(small, 0, large, 0, small.length);
    return large;
  }

  /** Puts large pictures into a data directory; the first is {@code address(0)}. */
  static void putLarge(Path dataDir, int count) {
    ForeignPictures pictures = new ForeignPictures(dataDir);
    for (int i = 0; i < count; i++) {
      String name = ForeignPictures.address(i) + ".png";
      pictures.put("simple", "annotated", name, picture(i), Instant.now());
    }
  }

  /** A data directory with so many small pictures, kept for the next time. */
  Path gallery(int count) throws IOException {
    Path gallery = folder.resolve("gallery-" + count);
    Path complete = gallery.resolve("complete");
    if (!Files.exists(complete)) {
      delete(gallery);
      ForeignPictures pictures = new ForeignPictures(gallery);
      Instant first = Instant.parse("2026-01-01T00:00:00Z");
      for (int i = 0; i < count; i++) {
        String address = ForeignPictures.address(i + 1);
        String title = "Picture " + i + " of a " + WORDS.get(i % WORDS.size());
        pictures.describe("simple", address, Map.of("titlePrompt", title, "color", "#336699"));
        pictures.put("simple", address, first.plusSeconds(i));
      }
      Files.createFile(complete);
    }
    return gallery;
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Children::end);
    for (Path path : scratch) {
      delete(path);
    }
  }

  private void killAll() {
    processes.forEach(Children::kill);
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
