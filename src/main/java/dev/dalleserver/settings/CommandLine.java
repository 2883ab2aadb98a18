package dev.dalleserver.settings;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads flags: {@code --name value}, {@code --name=value}, and switches that stand alone. */
final class CommandLine {
  private final Map<Setting<?>, RawValue> given = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private boolean help;
  private boolean version;

  private CommandLine() {}

  static CommandLine parse(List<String> args) {
    CommandLine commandLine = new CommandLine();
    PeekingWords words = new PeekingWords(args.iterator());
    while (words.hasNext()) {
      commandLine.read(words.next(), words);
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

  private void read(String word, PeekingWords words) {
    switch (word) {
      case "--help", "-h" -> help = true;
      case "--version" -> version = true;
      default -> {
        if (word.startsWith("-")) {
          readFlag(word, words);
        } else {
          problems.add("unexpected " + QuotedValue.of(word) + "; accepted: flags only, see --help");
        }
      }
    }
  }

  private void readFlag(String word, PeekingWords words) {
    int equals = word.indexOf('=');
    String flag = equals < 0 ? word : word.substring(0, equals);
    Optional<String> attached =
        equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
    SettingsTable.byFlag(flag)
        .ifPresentOrElse(
            setting -> readKnown(setting, attached, words),
            () -> refuseUnknown(flag, attached, words));
  }

  private void readKnown(Setting<?> setting, Optional<String> attached, PeekingWords words) {
    if (!setting.onCommandLine()) {
      skipValue(attached, words);
      problems.add(
          setting.flag()
              + ": not on the command line, where others can see it; accepted: "
              + setting.variable()
              + " in the environment or in .env, or "
              + setting.flag()
              + "-file");
      return;
    }
    Optional<String> text =
        setting.kind().isSwitch()
            ? attached.or(() -> Optional.of("true"))
            : attached.or(words::value);
    if (text.isEmpty() || text.get().isBlank()) {
      problems.add(setting.flag() + ": no value given; accepted: " + setting.kind().accepted());
    } else if (given.put(setting, new RawValue(text.get(), setting.flag())) != null) {
      problems.add(setting.flag() + ": given more than once; accepted: once");
    }
  }

  private void refuseUnknown(String flag, Optional<String> attached, PeekingWords words) {
    skipValue(attached, words);
    String meant =
        FuzzyMatch.to("--" + flag.replaceFirst("^-+", ""), SettingsTable.allFlags())
            .map(near -> "did you mean " + near + "?")
            .orElse("accepted: what --help lists");
    problems.add(QuotedValue.of(flag) + ": no such flag; " + meant);
  }

  /** The value of a refused flag is no second problem, and is never looked at: it may be a key. */
  private static void skipValue(Optional<String> attached, PeekingWords words) {
    if (attached.isEmpty()) {
      words.value();
    }
  }

  /** The arguments, with a look at the next one. */
  private static final class PeekingWords {
    private final Iterator<String> words;
    private Optional<String> next = Optional.empty();

    PeekingWords(Iterator<String> words) {
      this.words = words;
      advance();
    }

    boolean hasNext() {
      return next.isPresent();
    }

    String next() {
      String word = next.orElseThrow();
      advance();
      return word;
    }

    /** Takes the next word unless it is a flag; a negative number is a value. */
    Optional<String> value() {
      Optional<String> value = next.filter(word -> !word.startsWith("--"));
      if (value.isPresent()) {
        advance();
      }
      return value;
    }

    private void advance() {
      next = words.hasNext() ? Optional.of(words.next()) : Optional.empty();
    }
  }
}
