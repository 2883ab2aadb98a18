package dev.dalleserver.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code .env} file: {@code KEY=VALUE} lines, {@code #} comments, optional {@code export}, single
 * quotes (nothing is special inside) or double quotes ({@code \n \r \t \\ \" \' \$}). Values are
 * taken as they stand: nothing is expanded, and none spans lines.
 *
 * @param entries by variable
 * @param problems one line each, with file and line number, never with a value
 */
record DotEnv(Map<String, RawValue> entries, List<String> problems) {
  private static final int MOST_BYTES = 1 << 20;

  DotEnv {
    entries = Map.copyOf(entries);
    problems = List.copyOf(problems);
  }

  static DotEnv empty() {
    return new DotEnv(Map.of(), List.of());
  }

  /** A missing file is an empty one; one that is there and cannot be read is a problem. */
  static DotEnv read(Path file, String shownAs) {
    try {
      byte[] bytes = NamedFile.read(file, MOST_BYTES + 1);
      return bytes.length > MOST_BYTES
          ? failed(shownAs + ": longer than 1 MiB")
          : parse(bytes, shownAs);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return empty();
    } catch (IOException e) {
      return failed(shownAs + ": cannot be read; accepted: a readable file, or none");
    }
  }

  static DotEnv parse(byte[] bytes, String shownAs) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (StandardCharsets.UTF_8.newDecoder().decode(in, text, true).isError()) {
      long before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8).lines().count();
      return failed(shownAs + ":" + Math.max(1, before) + ": not UTF-8 text");
    }
    return parse(text.flip().toString(), shownAs);
  }

  static DotEnv parse(String text, String shownAs) {
    Map<String, RawValue> entries = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String place = shownAs + ":" + (i + 1);
      // Only one: any other carriage return belongs to the value, and a key with one is refused.
      String line =
          lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
      DotEnvLine parsed = DotEnvLine.parse(line);
      if (parsed instanceof DotEnvLine.Malformed malformed) {
        problems.add(place + ": " + malformed.reason() + "; accepted: KEY=VALUE or a # comment");
      } else if (parsed instanceof DotEnvLine.Assignment set) {
        RawValue given = new RawValue(set.value(), set.key() + " in " + place);
        if (entries.putIfAbsent(set.key(), given) != null) {
          problems.add(place + ": " + set.key() + " is set a second time; accepted: once");
        }
      }
    }
    return new DotEnv(entries, problems);
  }

  /** True when it holds what other users of the machine must not see. */
  boolean holdsKey() {
    return SettingsTable.ALL.stream()
        .filter(setting -> !setting.onCommandLine())
        .flatMap(setting -> setting.variables().stream())
        .anyMatch(name -> entries.containsKey(name) && !entries.get(name).text().isBlank());
  }

  SettingsLayer layer() {
    return new SettingsLayer(entries);
  }

  private static DotEnv failed(String problem) {
    return new DotEnv(Map.of(), List.of(problem));
  }
}
