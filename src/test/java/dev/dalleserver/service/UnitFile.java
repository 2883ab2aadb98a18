package dev.dalleserver.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The unit file, as far as tests read it. */
record UnitFile(List<String> lines) {
  static final Path SOURCE = Path.of("src/main/systemd/dalleserver.service");

  static UnitFile read(Path file) throws IOException {
    return new UnitFile(Files.readAllLines(file));
  }

  /** What is said under that name, in order. */
  List<String> values(String name) {
    String start = name + "=";
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .toList();
  }

  String value(String name) {
    List<String> values = values(name);
    if (values.size() != 1) {
      throw new AssertionError(name + " is there " + values.size() + " times");
    }
    return values.get(0);
  }
}
