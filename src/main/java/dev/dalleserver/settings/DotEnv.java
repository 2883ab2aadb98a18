package dev.dalleserver.settings;

import dev.dalleserver.settings.files.NamedFile;
import dev.dalleserver.text.ByteOrderMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code .env} file: {@code KEY=VALUE} lines, {@code #} comments, optional {@code export}, single
 * quotes (which keep every character as it is) or double quotes ({@code \n \r \t \\ \" \' \$}).
 * Variables in values are not expanded; a value in quotes may have several lines. The file may
 * belong to other programs too: a line that does not set a setting and cannot be read is a warning
 * only.
 *
 * @param entries by variable
 * @param problems one line each, with file and line number, never with a value
 * @param warnings in the same form
 */
record DotEnv(Map<String, RawValue> entries, List<String> problems, List<String> warnings) {
  private static final int MAX_BYTES = 1 << 20;
  private static final char REPLACEMENT = '\uFFFD';

  DotEnv {
    entries = Map.copyOf(entries);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  static DotEnv empty() {
    return new DotEnv(Map.of(), List.of(), List.of());
  }

  /**
   * Reads a file. A missing file is treated as an empty one; a file that cannot be read is a
   * problem.
   */
  static DotEnv read(Path file, String displayName) {
    try {
      byte[] bytes = NamedFile.read(file, MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? failed(displayName + ": longer than 1 MiB")
          : parse(bytes, displayName);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return empty();
    } catch (IOException e) {
      return failed(displayName + ": cannot be read; accepted: a readable file, or none");
    }
  }

  static DotEnv parse(byte[] bytes, String displayName) {
    if (ByteOrderMark.isOfUtf16(bytes)) {
      // PowerShell writes such files.
      return parse(new String(bytes, StandardCharsets.UTF_16), displayName, false);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return parse(text, displayName, !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes));
  }

  static DotEnv parse(String text, String displayName) {
    return parse(text, displayName, false);
  }

  /**
   * Parses a file.
   *
   * @param replaced whether replacement characters stand for bytes that are not UTF-8
   */
  private static DotEnv parse(String text, String displayName, boolean replaced) {
    Map<String, RawValue> entries = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    // Where there is no line feed at all, a carriage return is what ends a line.
    String lineEnd = text.indexOf('\n') < 0 ? "\r" : "\n";
    String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split(lineEnd, -1);
    for (int i = 0; i < lines.length; i++) {
      String place = displayName + ":" + (i + 1);
      DotEnvLine parser =
          new DotEnvLine(new LineReceiver(place, replaced, entries, problems, warnings));
      int end = DotEnvLine.lastLine(lines, i);
      StringBuilder value = new StringBuilder(withoutReturn(lines[i]));
      while (i < end) {
        i++;
        value.append('\n').append(withoutReturn(lines[i]));
      }
      parser.parse(value.toString());
    }
    return new DotEnv(entries, problems, warnings);
  }

  /**
   * Removes the carriage return of a Windows line end, and one only: any other belongs to the
   * value, and a key with one is refused.
   */
  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /**
   * Adds what a line says to the entries or the problems.
   *
   * @param place file and line number
   * @param replaced whether replacement characters stand for bytes that are not UTF-8
   */
  private record LineReceiver(
      String place,
      boolean replaced,
      Map<String, RawValue> entries,
      List<String> problems,
      List<String> warnings)
      implements DotEnvLine.Receiver {
    @Override
    public void assignment(String key, String value) {
      if (replaced && value.indexOf(REPLACEMENT) >= 0) {
        malformed(key, "not UTF-8 text");
        return;
      }
      RawValue given = new RawValue(value, key + " in " + place);
      if (entries.putIfAbsent(key, given) != null) {
        add(key, ": " + key + " is set a second time", "; accepted: once");
      }
    }

    @Override
    public void malformed(String key, String reason) {
      add(key, ": " + reason, "; accepted: KEY=VALUE or a # comment");
    }

    private void add(String key, String fault, String accepted) {
      if (isOurs(key)) {
        problems.add(place + fault + accepted);
      } else {
        warnings.add(place + ": passed over" + fault + accepted);
      }
    }

    /** Returns true for a setting, and for the beginning of a key's name that a blank has cut. */
    private static boolean isOurs(String key) {
      return Setting.hasPrefix(key)
          || SettingsTable.allVariables().contains(key)
          || SettingsTable.ALL.stream()
              .filter(setting -> !setting.onCommandLine())
              .flatMap(setting -> setting.variables().stream())
              .anyMatch(name -> !key.isEmpty() && name.startsWith(key + "_"));
    }
  }

  /** Returns true when the file holds a key that other users of the machine must not see. */
  boolean hasSecret() {
    return SettingsTable.ALL.stream()
        .filter(setting -> !setting.onCommandLine())
        .flatMap(setting -> setting.variables().stream())
        .anyMatch(name -> entries.containsKey(name) && !entries.get(name).text().isBlank());
  }

  SettingsLayer layer() {
    return new SettingsLayer(entries);
  }

  private static DotEnv failed(String problem) {
    return new DotEnv(Map.of(), List.of(problem), List.of());
  }
}
