package dev.dalleserver.settings;

import java.util.stream.Collectors;

/** Formats the table of settings for operators. */
public final class SettingsHelp {
  private SettingsHelp() {}

  /** Returns the output of {@code --help}, with a line break at the end. */
  public static String help() {
    String rows =
        SettingsTable.ALL.stream().map(SettingsHelp::helpRow).collect(Collectors.joining());
    return """
    Turns an Ethereum address into an annotated picture.

    Usage: ./run.sh [flags]     or: java -jar dalleserver.jar [flags]

    Commands, each in place of the flags:
      doctor                examines a data directory or a cluster; see ./run.sh doctor --help
      export <kind>         a data directory into a cluster, or back; see ./run.sh export --help
      import <directory>    copies what the Go original has stored; see ./run.sh import --help
      install, uninstall    the server as a service of systemd; see ./run.sh install --help
      contact-sheet [n]     paints many addresses onto one sheet, contact-sheet.png
      test, chaos, bench    in a checkout: all tests, tests that break things, measurements
      attack, soak          in a checkout: attacks on the packed server; half an hour of clients
      fake-provider         in a checkout: a provider that is free and fails on request
    All but doctor, export and import need ./run.sh.

    The first found wins: a flag (--name value or --name=value), the variable in the
    environment, the variable in .env (working directory, then data directory).
    SIGHUP reads .env and the files named here again, and the databases.

    """
        + rows
        + """
          --help
              print this and exit

          --version
              print the version and exit
        """;
  }

  /** Returns a Markdown table with one row per setting, with a line break at the end. */
  public static String markdown() {
    String rows =
        SettingsTable.ALL.stream().map(SettingsHelp::markdownRow).collect(Collectors.joining());
    return "| flag | variable | default | what |\n|---|---|---|---|\n" + rows;
  }

  /** Returns a {@code .env} file with every setting commented out at its default. */
  public static String dotEnvExample() {
    String rows =
        SettingsTable.ALL.stream().map(SettingsHelp::exampleRow).collect(Collectors.joining("\n"));
    return """
    # Copy to .env and take the # off what you change. A flag (--port) wins over the
    # environment, and that over this file. Durations: 500ms, 30s, 5m, 1m30s, 1.5h.
    # SIGHUP reads this file again; what then changes without a restart says so below.

    """
        + rows;
  }

  private static String helpRow(Setting<?> setting) {
    String placeholder = setting.kind().isSwitch() ? "" : " <" + setting.kind().placeholder() + ">";
    String flag = setting.onCommandLine() ? setting.flag() + placeholder : "(no flag)";
    return "  %s   %s   (default: %s%s)\n      %s\n      accepted: %s\n\n"
        .formatted(
            flag,
            setting.variable(),
            shownDefault(setting),
            setting.reload().isPresent() ? "; SIGHUP reloads it" : "",
            setting.help(),
            setting.kind().accepted());
  }

  private static String markdownRow(Setting<?> setting) {
    String flag = setting.onCommandLine() ? "`" + setting.flag() + "`" : "never";
    return "| %s | `%s` | %s | %s |\n"
        .formatted(flag, setting.variable(), codedDefault(setting), purpose(setting));
  }

  private static String exampleRow(Setting<?> setting) {
    return "# %s\n# accepted: %s%s\n#%s=%s\n"
        .formatted(
            purpose(setting),
            setting.kind().accepted(),
            setting.onCommandLine() ? ", also as " + setting.flag() : "; never on the command line",
            setting.variable(),
            setting.defaultText());
  }

  private static String purpose(Setting<?> setting) {
    return setting.help() + (setting.reload().isPresent() ? "; SIGHUP reloads it" : "");
  }

  private static String codedDefault(Setting<?> setting) {
    return setting.defaultText().isEmpty() || setting.kind().isSwitch()
        ? shownDefault(setting)
        : "`" + setting.defaultText() + "`";
  }

  private static String shownDefault(Setting<?> setting) {
    if (setting.kind().isSwitch()) {
      return "off";
    }
    return setting.defaultText().isEmpty() ? "none" : setting.defaultText();
  }
}
