package dev.dalleserver.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What lies below a folder, so that a test sees when anything was moved, written or deleted. */
final class FileTree {
  private FileTree() {}

  /**
   * Each path below the folder, with its time and a hash of its contents. Links are not followed.
   */
  static Map<String, String> of(Path folder) {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        found.put(folder.relativize(path).toString(), describe(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Paths that are gone, new or not what they were. */
  static List<String> changes(Map<String, String> before, Map<String, String> after) {
    Set<String> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    return all.stream()
        .filter(path -> !Objects.equals(before.get(path), after.get(path)))
        .map(
            path ->
                path
                    + (after.containsKey(path)
                        ? before.containsKey(path) ? "" : " (new)"
                        : " (gone)"))
        .toList();
  }

  private static String describe(Path path) throws IOException {
    String time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toString();
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        ? time + " " + Arrays.hashCode(Files.readAllBytes(path))
        : time;
  }
}
