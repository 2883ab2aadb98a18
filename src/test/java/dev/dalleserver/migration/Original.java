package dev.dalleserver.migration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The original's data files and the builder of its data directories, where they are at hand. */
final class Original {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Original() {}

  /** Returns the folder of the original's files; skips the test where it is not there. */
  static Path files() {
    // A checkout beside it, or a worktree one folder deeper.
    Optional<Path> found =
        Stream.of("../shared/original", "../../shared/original")
            .map(Path::of)
            .filter(folder -> Files.isRegularFile(folder.resolve("migrant.py")))
            .findFirst();
    assumeTrue(found.isPresent(), "the original's files are not here");
    return found.orElseThrow().toAbsolutePath().normalize();
  }

  /**
   * Builds a data directory.
   *
   * @return what the builder tells of it
   */
  static JsonNode build(Path directory, String form) throws Exception {
    return JSON.readTree(python("migrant.py", directory.toString(), form));
  }

  /** Runs Python code that may import the builder as {@code m}, and returns what it prints. */
  static JsonNode run(String code) throws Exception {
    return JSON.readTree(
        python("-c", "import sys; sys.dont_write_bytecode=True; import migrant as m; " + code));
  }

  private static byte[] python(String... arguments) throws Exception {
    Path folder = files();
    String[] command = new String[arguments.length + 1];
    command[0] = "python3";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] out = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException("python3 failed");
    }
    return out;
  }

  /** Returns the bytes of all files below a folder, as text that can be compared, by path. */
  static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(),
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return contents;
  }
}
