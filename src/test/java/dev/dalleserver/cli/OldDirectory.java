package dev.dalleserver.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fakeprovider.FakePicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A data directory in the form of the Go original: a small one, or one of its builder. */
final class OldDirectory {
  static final String ONE = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  static final String TWO = "0x" + "2a".repeat(20);
  static final String SPELLED = "0x" + "AB".repeat(20);
  static final String SEED = "5e".repeat(32);
  static final byte[] PNG = FakePicture.png("24x30");

  private static final Instant LONG_AGO = Instant.parse("2024-05-06T07:08:09Z");
  private static final List<String> TEXTS =
      List.of("data", "title", "terse", "prompt", "enhanced", "technical");

  private final Path root;

  OldDirectory(Path root) {
    this.root = root;
  }

  /** Makes one of every kind of file that the original leaves. */
  static OldDirectory small(Path root) throws IOException {
    OldDirectory old = new OldDirectory(root);
    old.picture("empty", ONE);
    old.picture("My Series", TWO);
    old.picture("under_score", SPELLED);
    old.picture("gone.deleted", TWO);
    old.put("output/empty/audio/" + ONE + ".mp3", "ID3 not music");
    old.put("output/empty/metadata/" + ONE + ".json", "{}");
    old.put("output/empty/prompt/" + SEED + ".txt", "of a seed that is no address");
    old.put("output/empty/annotated/" + SEED + ".png", PNG);
    old.put("output/empty/annotated/" + TWO + ".png", new byte[0]);
    old.put("output/empty/generated/" + TWO + ".png", "<html>502 Bad Gateway</html>");
    old.put("series/under_score.json", "{\"suffix\": \"under_score\", \"nouns\": null}");
    old.put("user-series/My Series.json", "{\"suffix\": \"My Series\"}");
    old.put("user-series/gone.json", "{\"suffix\": \"gone\", \"deleted\": true}");
    old.put("series/torn.json", "{\"suffix\": ");
    old.put(
        "metrics/progress_phase_stats.json",
        "{\"version\":\"v1\",\"phaseAverages\":{\"annotate\":{\"count\":7,\"avgNs\":100000}},"
            + "\"generationRuns\":12,\"cacheHits\":5}");
    old.put("cache/databases_v0.1.0.gob", "\0gob");
    old.put("logs/server.log", "x");
    old.put("output/.DS_Store", "x");
    return old;
  }

  /** Runs the original's builder; skips the test where it is not at hand. */
  static JsonNode built(Path root, String form) throws Exception {
    Optional<Path> builder =
        Stream.of("../shared", "../../shared")
            .map(folder -> Path.of(folder, "original", "migrant.py").toAbsolutePath().normalize())
            .filter(Files::isRegularFile)
            .findFirst();
    assumeTrue(builder.isPresent(), "the original's builder is not here");
    Process process =
        new ProcessBuilder("python3", builder.get().toString(), root.toString(), form)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] told = process.getInputStream().readAllBytes();
    assumeTrue(process.waitFor() == 0, "python3 has failed");
    return new ObjectMapper().readTree(told);
  }

  void picture(String series, String name) throws IOException {
    for (String kind : TEXTS) {
      put("output/" + series + "/" + kind + "/" + name + ".txt", kind + " of " + series);
    }
    put(
        "output/" + series + "/selector/" + name + ".json",
        "{\"original\": \"" + name + "\", \"titlePrompt\": \"title of " + series + "\"}");
    put("output/" + series + "/generated/" + name + ".png", PNG);
    put("output/" + series + "/annotated/" + name + ".png", PNG);
  }

  Path put(String path, String text) throws IOException {
    return put(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  Path put(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    return file;
  }

  /** Each file below a folder with its time and a hash of its bytes; locks are left out. */
  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path :
          all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList()) {
        if (!path.endsWith(".lock")) {
          found.put(
              folder.relativize(path).toString(),
              Files.getLastModifiedTime(path).toMillis() + " " + hash(path));
        }
      }
    }
    return found;
  }

  private static int hash(Path file) throws IOException {
    return Arrays.hashCode(Files.readAllBytes(file));
  }
}
