package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Commands that run tests. They may run this very test, so only this is checked: that the build
 * machine runs the first of them, and that there are tests by the names they give.
 */
final class TestCommands {
  private static final Path SOURCES = Path.of("src", "test", "java");
  private static final Pattern NAMED = Pattern.compile("-Dtest='?([^'\\s]+)'?");

  private TestCommands() {}

  static void check(String command) throws IOException {
    assertThat(Path.of(".ci", "run")).content().contains("exec ./run.sh test");
    Matcher named = NAMED.matcher(command);
    if (named.find()) {
      for (String pattern : named.group(1).split(",")) {
        assertThat(files(pattern.replaceFirst("#.*", ""))).as(command).isNotEmpty();
        checkMethods(pattern, command);
      }
    }
  }

  /** The source file of a test class. */
  static Path source(String className) throws IOException {
    List<Path> files = files(className);
    assertThat(files).as(className).hasSize(1);
    return files.get(0);
  }

  private static void checkMethods(String pattern, String command) throws IOException {
    int hash = pattern.indexOf('#');
    if (hash >= 0) {
      String method = "void " + pattern.substring(hash + 1).replace("*", "\\w*") + "\\(";
      for (Path file : files(pattern.substring(0, hash))) {
        assertThat(file).as(command).content().containsPattern(method);
      }
    }
  }

  private static List<Path> files(String className) throws IOException {
    String name = className.substring(className.lastIndexOf('.') + 1);
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name + ".java");
    try (Stream<Path> all = Files.walk(SOURCES)) {
      return all.filter(file -> matcher.matches(file.getFileName())).toList();
    }
  }
}
