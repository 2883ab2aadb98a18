package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One bash that keeps its variables from command to command, as a reader's terminal does. */
final class Shell implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;

  private final Process bash;
  private final BufferedReader answers;
  private final Path scratch;
  private int commands;

  /**
   * @param scratch for files of its own
   */
  Shell(Path directory, Path scratch, Map<String, String> environment) throws IOException {
    this.scratch = Files.createDirectories(scratch);
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--noprofile", "--norc")
            .directory(directory.toFile())
            .redirectError(scratch.resolve("bash.err").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("TB_DALLE_.*|OPENAI_.*|IMAGE_.*"));
    builder.environment().putAll(environment);
    this.bash = builder.start();
    this.answers = bash.inputReader(StandardCharsets.UTF_8);
  }

  /** The result of a command: both outputs as one, as a terminal shows them. */
  record Ended(int exitCode, String output) {}

  /**
   * Runs it to its end.
   *
   * @param strictly whether a script ends at its first line that fails, and the shell with it
   */
  Ended run(String command, boolean strictly) throws Exception {
    commands++;
    Path script = scratch.resolve("command-" + commands);
    Path output = scratch.resolve("output-" + commands);
    String text = strictly ? "set -e\n" + command + "\nset +e\n" : command + "\n";
    Files.writeString(script, text, StandardCharsets.UTF_8);
    int exitCode = ask("source '%s' </dev/null >'%s' 2>&1; echo $?".formatted(script, output));
    return new Ended(exitCode, Files.readString(output, StandardCharsets.UTF_8));
  }

  /**
   * Starts it in the background, its log in a separate file, since log lines come at any time, also
   * in the middle of its output. Returns its process id.
   */
  int start(String command, Path output) throws Exception {
    commands++;
    Path script = scratch.resolve("command-" + commands);
    Files.writeString(
        script, command + " </dev/null >'" + output + "' 2>'" + complaints(output) + "' &\n");
    return ask("source '%s'; echo $!".formatted(script));
  }

  /** Where the standard error of a command in the background goes. */
  static Path complaints(Path output) {
    return output.resolveSibling(output.getFileName() + ".err");
  }

  /** SIGTERM, as Ctrl-C nearly is; gives the exit code. */
  int stop(int process) throws Exception {
    return ask("kill %d 2>/dev/null; wait %d; echo $?".formatted(process, process));
  }

  private int ask(String line) throws Exception {
    bash.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::readAnswer);
    String said = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (said == null) {
      // The shell exited at the first failure of a script.
      assertThat(bash.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return bash.exitValue();
    }
    return Integer.parseInt(said);
  }

  private String readAnswer() {
    try {
      return answers.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  boolean isAlive() {
    return bash.isAlive();
  }

  @Override
  public void close() {
    bash.descendants().forEach(ProcessHandle::destroyForcibly);
    bash.destroyForcibly();
  }
}
