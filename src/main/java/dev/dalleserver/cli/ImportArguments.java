package dev.dalleserver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What follows the word {@code import}, or {@code export} and its kind, on the command line.
 *
 * @param directories what is named without a flag; one is right
 * @param flags those of the server, with their values
 */
public record ImportArguments(List<String> directories, boolean dryRun, List<String> flags) {
  private static final String DRY_RUN = "--dry-run";

  /**
   * The flags of the server, without hyphens, that make sense here; their values may follow after a
   * space.
   */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "data-dir",
          "log-level",
          "database-url",
          "database-password-file",
          "database-listen-url",
          "bucket",
          "s3-endpoint",
          "s3-region",
          "s3-path-style",
          "node-name",
          "picture-cache",
          "adopt-words");

  public ImportArguments {
    directories = List.copyOf(directories);
    flags = List.copyOf(flags);
  }

  /**
   * Parses the arguments.
   *
   * @param args after that word
   */
  public static ImportArguments parse(List<String> args) {
    List<String> directories = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    boolean dryRun = false;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals(DRY_RUN)) {
        dryRun = true;
      } else if (!arg.startsWith("-")) {
        directories.add(arg);
      } else {
        flags.add(arg);
        if (WITH_VALUE.contains(arg.replaceFirst("^--?", "")) && i + 1 < args.size()) {
          flags.add(args.get(++i));
        }
      }
    }
    return new ImportArguments(directories, dryRun, flags);
  }

  /** Returns the directory; empty unless exactly one is named. */
  public Optional<String> directory() {
    return directories.size() == 1 ? Optional.of(directories.get(0)) : Optional.empty();
  }
}
