package dev.dalleserver.settings;

import java.util.List;
import java.util.Locale;

/**
 * One row of the table of settings.
 *
 * @param name the flag without its dashes, for example {@code lock-ttl}
 * @param variable the environment variable people are told of
 * @param defaultText the default as it would be typed; empty for none
 * @param kind what is accepted
 * @param onCommandLine false for what other users of the machine must not see in a process list
 * @param help what it is for, in a few words
 * @param <T> what an accepted text becomes
 */
record Setting<T>(
    String name,
    String variable,
    String defaultText,
    ValueKind<T> kind,
    boolean onCommandLine,
    String help) {

  private static final String PREFIX = "TB_DALLE_";

  /** A row that follows the one rule: its variable is made from its name. */
  static <T> Setting<T> of(String name, String defaultText, ValueKind<T> kind, String help) {
    return new Setting<>(name, prefixed(name), defaultText, kind, true, help);
  }

  /** The same row under a variable that others already use. */
  Setting<T> knownAs(String variable) {
    return new Setting<>(name, variable, defaultText, kind, onCommandLine, help);
  }

  /** The same row, refused on the command line. */
  Setting<T> neverOnCommandLine() {
    return new Setting<>(name, variable, defaultText, kind, false, help);
  }

  String flag() {
    return "--" + name;
  }

  /** The variables that set it, the first found wins. */
  List<String> variables() {
    String own = prefixed(name);
    return own.equals(variable) ? List.of(own) : List.of(own, variable);
  }

  /** What people call it: its flag, or its variable where it has no flag. */
  String label() {
    return onCommandLine ? flag() : variable;
  }

  static boolean hasPrefix(String variable) {
    return variable.startsWith(PREFIX);
  }

  /**
   * By the name, of which there is one each. What the compiler makes for a record links a dozen
   * methods at the first call: settings are the first thing that every start reads.
   */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  private static String prefixed(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
