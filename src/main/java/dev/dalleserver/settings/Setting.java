package dev.dalleserver.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One row of the table of settings.
 *
 * @param name the flag without its dashes, for example {@code lock-ttl}
 * @param variable the environment variable that messages and documentation name
 * @param defaultText the default as an operator would type it; empty for none
 * @param kind the values that it accepts
 * @param onCommandLine false for a value that other users of the machine must not see in a process
 *     list
 * @param help its purpose, in a few words
 * @param originals the variables by which the original knows it, understood and not documented
 * @param <T> the type of a parsed value
 */
record Setting<T>(
    String name,
    String variable,
    String defaultText,
    ValueKind<T> kind,
    boolean onCommandLine,
    String help,
    List<String> originals) {

  private static final String PREFIX = "TB_DALLE_";

  /** Creates a row whose variable is derived from its name. */
  static <T> Setting<T> of(String name, String defaultText, ValueKind<T> kind, String help) {
    return new Setting<>(name, prefixed(name), defaultText, kind, true, help, List.of());
  }

  /** Returns the same row with a variable name that is already in general use. */
  Setting<T> withVariable(String variable) {
    return new Setting<>(name, variable, defaultText, kind, onCommandLine, help, originals);
  }

  /** Returns the same row, which the variables of the original set too. */
  Setting<T> withOriginal(String... names) {
    return new Setting<>(name, variable, defaultText, kind, onCommandLine, help, List.of(names));
  }

  /** Returns the same row, refused on the command line. */
  Setting<T> withoutFlag() {
    return new Setting<>(name, variable, defaultText, kind, false, help, originals);
  }

  String flag() {
    return "--" + name;
  }

  /** Returns the variables that set it; the first one found wins. */
  List<String> variables() {
    String own = prefixed(name);
    List<String> variables = new ArrayList<>();
    variables.add(own);
    if (!own.equals(variable)) {
      variables.add(variable);
    }
    variables.addAll(originals);
    return variables;
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
