package dev.dalleserver.settings;

import dev.dalleserver.settings.files.NamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads keys and tokens from files, which keep them out of process lists and environments. */
final class SecretFile {
  private static final int MAX_BYTES = 64 << 10;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private SecretFile() {}

  /**
   * Reads the secrets in a file: one a line. Ignores blanks around them, empty lines, and lines
   * that begin with {@code #}.
   *
   * @throws IOException when it cannot be read, holds no secret, or one that is not visible ASCII;
   *     the message repeats nothing of the content
   */
  static List<Secret> readAll(Path file) throws IOException {
    // Bytes that are not text become a character that is refused below.
    return parse(ApiKeyText.decode(read(file)));
  }

  /**
   * Returns the content of a file of secrets.
   *
   * @throws IOException when it cannot be read or is too long
   */
  static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    }
    byte[] bytes = NamedFile.read(file, MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it is longer than 64 KiB");
    }
    return bytes;
  }

  private static List<Secret> parse(String text) throws IOException {
    List<Secret> secrets = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String secret = (line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line).strip();
      if (!secret.isEmpty() && !secret.startsWith("#")) {
        String fault = "its line " + number + " has a space or a character that is not visible";
        secrets.add(Secret.of(secret).orElseThrow(() -> new IOException(fault)));
      }
    }
    if (secrets.isEmpty()) {
      throw new IOException("it holds nothing but empty lines and comments");
    }
    return secrets;
  }
}
