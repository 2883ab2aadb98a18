package dev.dalleserver.settings;

import dev.dalleserver.settings.files.NamedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads keys and tokens from files, which keep them out of process lists and environments. */
final class SecretFile {
  private static final int MAX_BYTES = 64 << 10;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private SecretFile() {}

  /**
   * Reads the secrets in a file: one a line. Ignores blanks around them, empty lines, and lines
   * that begin with {@code #}. Empty when there is no secret, when one of them is not visible
   * ASCII, and when the file cannot be read.
   */
  static Optional<List<Secret>> readAll(Path file) {
    // Bytes that are not text become a character that is refused below.
    return read(file).flatMap(bytes -> parse(ApiKeyText.decode(bytes)));
  }

  /** Returns the content of a file of secrets; empty when it cannot be read or is too long. */
  static Optional<byte[]> read(Path file) {
    try {
      byte[] bytes = NamedFile.read(file, MAX_BYTES + 1);
      return bytes.length > MAX_BYTES ? Optional.empty() : Optional.of(bytes);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<Secret>> parse(String text) {
    List<Optional<Secret>> lines =
        text.lines()
            .map(line -> line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line)
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(Secret::of)
            .toList();
    boolean usable = !lines.isEmpty() && lines.stream().allMatch(Optional::isPresent);
    return usable
        ? Optional.of(lines.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }
}
