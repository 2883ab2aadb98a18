package dev.dalleserver.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One row of the table of settings.
 *
 * @param name the flag without its dashes, for example {@code lock-ttl}
 * @param variable the environment variable that messages and documentation name
 * @param defaultText the default as an operator would type it; empty for none
 * @param aliases further variables that other programs use for it, which win over {@code variable}
 * @param kind the values that it accepts
 * @param onCommandLine false for a value that other users of the machine must not see in a process
 *     list
 * @param help its purpose, in a few words
 * @param reload what a reload takes up of it while the server runs; if empty, a change needs a
 *     restart
 * @param <T> the type of a parsed value
 */
record Setting<T>(
    String name,
    String variable,
    List<String> aliases,
    String defaultText,
    ValueKind<T> kind,
    boolean onCommandLine,
    String help,
    Optional<ReloadableSettings.Part> reload) {

  private static final String PREFIX = "TB_DALLE_";

  /** Creates a row whose variable is derived from its name. */
  static <T> Setting<T> of(String name, String defaultText, ValueKind<T> kind, String help) {
    return new Setting<>(
        name, prefixed(name), List.of(), defaultText, kind, true, help, Optional.empty());
  }

  /** Returns the same row with a variable name that is already in general use. */
  Setting<T> withVariable(String variable) {
    return new Setting<>(name, variable, aliases, defaultText, kind, onCommandLine, help, reload);
  }

  /** Returns the same row with one more variable that is in general use. */
  Setting<T> withAlias(String alias) {
    return new Setting<>(
        name, variable, List.of(alias), defaultText, kind, onCommandLine, help, reload);
  }

  /** Returns the same row, refused on the command line. */
  Setting<T> withoutFlag() {
    return new Setting<>(name, variable, aliases, defaultText, kind, false, help, reload);
  }

  /** Returns the same row, taken up by a reload. */
  Setting<T> withReload(ReloadableSettings.Part part) {
    return new Setting<>(
        name, variable, aliases, defaultText, kind, onCommandLine, help, Optional.of(part));
  }

  String flag() {
    return "--" + name;
  }

  /** Returns the variables that set it; the first one found wins. */
  List<String> variables() {
    return Stream.of(Stream.of(prefixed(name)), aliases.stream(), Stream.of(variable))
        .flatMap(variables -> variables)
        .distinct()
        .toList();
  }

  /** Returns its name for messages: its flag, or its variable where it has no flag. */
  String label() {
    return onCommandLine ? flag() : variable;
  }

  static boolean hasPrefix(String variable) {
    return variable.startsWith(PREFIX);
  }

  /**
   * Hashes the name, which is unique. The method that the compiler generates for a record links a
   * dozen methods at its first call, and settings are the first thing that every start reads.
   */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns a variable of this server's form. */
  static String withPrefix(String rest) {
    return PREFIX + rest;
  }

  private static String prefixed(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
