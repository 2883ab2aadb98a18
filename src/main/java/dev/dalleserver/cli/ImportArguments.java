package dev.dalleserver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What follows the word {@code import} on the command line.
 *
 * @param directories what is named without a flag; one is right
 * @param flags those of the server, with their values
 */
public record ImportArguments(List<String> directories, boolean dryRun, List<String> flags) {
  private static final String DRY_RUN = "--dry-run";

  /** The flags of the server that make sense here; their values may follow after a space. */
  private static final Set<String> WITH_VALUE = Set.of("--data-dir", "-data-dir", "--log-level");

  public ImportArguments {
    directories = List.copyOf(directories);
    flags = List.copyOf(flags);
  }

  /**
   * Parses the arguments.
   *
   * @param args after the word {@code import}
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
        if (WITH_VALUE.contains(arg) && i + 1 < args.size()) {
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
