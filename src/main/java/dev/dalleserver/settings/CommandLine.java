package dev.dalleserver.settings;

import dev.dalleserver.text.FuzzyMatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parses flags: {@code --name value}, {@code --name=value}, and switches without a value. A known
 * flag may have one dash, as the original's users write it.
 */
final class CommandLine {
  private final Map<Setting<?>, RawValue> given = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private boolean help;
  private boolean version;

  private CommandLine() {}

  static CommandLine parse(List<String> args) {
    CommandLine commandLine = new CommandLine();
    PeekingArguments arguments = new PeekingArguments(args.iterator());
    while (arguments.hasNext()) {
      commandLine.read(arguments.next(), arguments);
    }
    return commandLine;
  }

  SettingsLayer layer() {
    return SettingsLayer.ofCommandLine(given);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  boolean wantsHelp() {
    return help;
  }

  boolean wantsVersion() {
    return version;
  }

  private void read(String argument, PeekingArguments arguments) {
    switch (argument) {
      case "--help", "-help", "-h" -> help = true;
      case "--version", "-version" -> version = true;
      default -> {
        if (argument.startsWith("-")) {
          readFlag(argument, arguments);
        } else {
          problems.add(
              "unexpected " + QuotedValue.of(argument) + "; accepted: flags only, see --help");
        }
      }
    }
  }

  private void readFlag(String argument, PeekingArguments arguments) {
    int equals = argument.indexOf('=');
    String flag = doubleDashed(equals < 0 ? argument : argument.substring(0, equals));
    Optional<String> attached =
        equals < 0 ? Optional.empty() : Optional.of(argument.substring(equals + 1));
    SettingsTable.byFlag(flag)
        .ifPresentOrElse(
            setting -> readKnown(setting, attached, arguments),
            () -> refuseUnknown(flag, attached, arguments));
  }

  /** Returns the flag with two dashes, where it is known so. */
  private static String doubleDashed(String flag) {
    return SettingsTable.byFlag("-" + flag).map(Setting::flag).orElse(flag);
  }

  private void readKnown(
      Setting<?> setting, Optional<String> attached, PeekingArguments arguments) {
    if (!setting.onCommandLine()) {
      skipValue(attached, arguments);
      problems.add(
          setting.flag()
              + ": not on the command line, where other users can see it; accepted: "
              + setting.variable()
              + " in the environment or in .env"
              + SettingsTable.byFlag(setting.flag() + "-file")
                  .map(file -> ", or " + file.flag())
                  .orElse(""));
      return;
    }
    Optional<String> text =
        setting.kind().isSwitch()
            ? attached.or(() -> Optional.of("true"))
            : attached.or(arguments::value);
    if (text.isEmpty() || text.get().isBlank()) {
      problems.add(setting.flag() + ": no value given; accepted: " + setting.kind().accepted());
    } else if (given.put(setting, new RawValue(text.get(), setting.flag())) != null) {
      problems.add(setting.flag() + ": given more than once; accepted: once");
    }
  }

  private void refuseUnknown(String flag, Optional<String> attached, PeekingArguments arguments) {
    skipValue(attached, arguments);
    String suggestion =
        FuzzyMatch.findClosest("--" + flag.replaceFirst("^-+", ""), SettingsTable.allFlags())
            .map(closest -> "did you mean " + closest + "?")
            .orElse("accepted: what --help lists");
    problems.add(QuotedValue.of(flag) + ": no such flag; " + suggestion);
  }

  /**
   * Skips the value of a refused flag: it is not a second problem, and is never read, since it may
   * be a key.
   */
  private static void skipValue(Optional<String> attached, PeekingArguments arguments) {
    if (attached.isEmpty()) {
      arguments.value();
    }
  }

  /** The arguments, with a lookahead of one. */
  private static final class PeekingArguments {
    private final Iterator<String> arguments;
    private Optional<String> next = Optional.empty();

    PeekingArguments(Iterator<String> arguments) {
      this.arguments = arguments;
      advance();
    }

    boolean hasNext() {
      return next.isPresent();
    }

    String next() {
      String argument = next.orElseThrow();
      advance();
      return argument;
    }

    /** Takes the next argument unless it is a flag; a negative number is a value. */
    Optional<String> value() {
      Optional<String> value = next.filter(argument -> !isFlag(argument));
      if (value.isPresent()) {
        advance();
      }
      return value;
    }

    private static boolean isFlag(String argument) {
      String name = argument.substring(0, argument.concat("=").indexOf('='));
      return argument.startsWith("--") || SettingsTable.byFlag("-" + name).isPresent();
    }

    private void advance() {
      next = arguments.hasNext() ? Optional.of(arguments.next()) : Optional.empty();
    }
  }
}
