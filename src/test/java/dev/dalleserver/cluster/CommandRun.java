package dev.dalleserver.cluster;

import dev.dalleserver.Main;
import dev.dalleserver.fixtures.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A command of the jar, run in this process.
 *
 * @param said on both streams
 */
public record CommandRun(int exitCode, String said) {
  /** Runs a command with the flags of a cluster. */
  public static CommandRun of(Path directory, String[] cluster, String... words) {
    // The client finds credentials as it does for operators.
    S3Server.shared();
    return withPresentCredentials(directory, cluster, words);
  }

  /** As above, with the credentials for the store that are set. */
  public static CommandRun withPresentCredentials(
      Path directory, String[] cluster, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> args = Stream.concat(Stream.of(words), Stream.of(cluster)).toList();
    int code = new Main(both, both).run(args, Map.of("PGPASSWORD", "verysecret"), directory);
    return new CommandRun(code, out.toString(StandardCharsets.UTF_8));
  }

  /** Its last line. */
  public String summary() {
    List<String> lines = said.lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
