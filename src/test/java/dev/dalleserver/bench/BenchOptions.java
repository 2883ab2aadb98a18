package dev.dalleserver.bench;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much is measured.
 *
 * @param seconds that one load lasts
 * @param manyPictures that the large gallery has
 * @param pollers that ask once a second
 * @param chapters to run; empty for all. Without a choice the short form has those that fit into
 *     two minutes
 */
record BenchOptions(
    boolean isShort,
    int rounds,
    int seconds,
    int manyPictures,
    int pollers,
    Set<String> chapters,
    Path javaHome) {
  private static final Set<String> SHORT_CHAPTERS =
      Set.of("generation", "serving", "start", "memory");

  static BenchOptions parse(String[] args) {
    boolean isShort = false;
    Optional<Integer> rounds = Optional.empty();
    Set<String> chapters = new TreeSet<>();
    for (String arg : args) {
      if (arg.equals("--short")) {
        isShort = true;
      } else if (arg.startsWith("--rounds=")) {
        rounds = Optional.of(Integer.valueOf(arg.substring(arg.indexOf('=') + 1)));
      } else if (arg.startsWith("--only=")) {
        chapters.addAll(Set.of(arg.substring(arg.indexOf('=') + 1).split(",")));
      } else {
        throw new IllegalArgumentException(
            "no option "
                + arg
                + "; there are --short, --rounds=N, --only=CHAPTER,..., --inner,"
                + " --java-home DIRECTORY");
      }
    }
    Path javaHome = Path.of(System.getProperty("bench.java.home", System.getProperty("java.home")));
    if (isShort && chapters.isEmpty()) {
      chapters.addAll(SHORT_CHAPTERS);
    }
    return isShort
        ? new BenchOptions(true, rounds.orElse(3), 1, 10_000, 1_000, chapters, javaHome)
        : new BenchOptions(false, rounds.orElse(5), 4, 100_000, 10_000, chapters, javaHome);
  }

  /** A chapter is chosen by its name, or by the word before its first hyphen. */
  boolean wants(String chapter) {
    return chapters.isEmpty()
        || chapters.contains(chapter)
        || chapters.contains(chapter.split("-", 2)[0]);
  }
}
