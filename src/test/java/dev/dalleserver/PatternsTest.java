package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Regular expressions read what strangers send, so none may take a time that grows with the square
 * of the text, and none a frame of the stack for each turn of a group. Time is counted in looks at
 * a character.
 */
class PatternsTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final int LENGTH = 6_000;

  /** Looks a character that are few whatever the growth. */
  private static final int FEW = 80;

  /** Beyond this many looks a character nothing is counted any more. */
  private static final int TOO_MANY = 4_000;

  /** A greedy or lazy group without a bound; possessive ones are turned in a loop. */
  private static final Pattern UNBOUNDED_GROUP =
      Pattern.compile("(?<!\\\\)\\)(?:[*+]|\\{\\d+,\\})(?!\\+)");

  /** What hostile texts are made of: beginnings of what the patterns look for, again and again. */
  private static final List<String> PIECES =
      List.of(
          "<script",
          "<style ",
          "<head>",
          "<!--",
          "<title",
          "<title>",
          "</title",
          "<h1",
          "<h1 ",
          "<h1>",
          "<p ",
          "<p>",
          "<body ",
          "<x>",
          "<x ",
          "<?xml",
          "<![CDATA[",
          "<think>",
          "<|",
          "{\"a\":",
          "{'",
          "{",
          "[",
          "(",
          "data: {",
          "data:",
          "\"",
          "\"\\",
          "'",
          "`",
          "```",
          "**",
          "&#x",
          "&lt;",
          "=\"",
          "\\",
          "\\u",
          "\\n",
          "\\/",
          "%",
          "#",
          "@",
          "/",
          "//",
          "a/",
          "/a",
          "http://",
          "https://a ",
          "http:\\/\\/",
          "C:\\",
          "a.",
          "a. ",
          "a",
          "A",
          "a ",
          "a-",
          "a_",
          "a=",
          "a&",
          "a=b&",
          "a,",
          "a:",
          "a: ",
          "7",
          "7 ",
          "7,",
          "7.",
          "1,000",
          "1x",
          "0x",
          "1m ",
          "-",
          "_",
          " ",
          "\t",
          "\n",
          " \n",
          "\r\n",
          "\u00a0",
          ",",
          ";",
          "error ",
          "error: ",
          "message\":",
          "prompt: ",
          "the prompt ",
          "size 1 ",
          "and ",
          "java.lang.",
          "retry ",
          "sk-",
          "token=",
          "Bearer ",
          "key: ",
          "…",
          "。",
          "a。",
          "\u4e00",
          "\ud83d\ude00");

  private static final class CountedText implements CharSequence {
    private static final class TooManyLooks extends RuntimeException {}

    private final String text;
    private final long[] looks;

    CountedText(String text, long[] looks) {
      this.text = text;
      this.looks = looks;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++looks[0] > (long) TOO_MANY * LENGTH) {
        throw new TooManyLooks();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text.substring(start, end), looks);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final Pattern INLINE =
      Pattern.compile(
          "\\.(replaceAll|replaceFirst|split|matches)\\(\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*+[,)]");

  private record Named(String name, Pattern pattern, boolean searched) {}

  private static List<Named> patterns() throws Exception {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.dalleserver");
    List<Named> found = new ArrayList<>();
    Map<Path, String> sources = new HashMap<>();
    for (JavaClass type : classes) {
      if (type.getFields().stream()
          .noneMatch(it -> it.getRawType().isEquivalentTo(Pattern.class))) {
        continue;
      }
      String top = type.getName().replaceFirst("\\$.*", "");
      Path file = SOURCES.resolve(top.replace('.', '/') + ".java");
      for (Field field : Class.forName(type.getName()).getDeclaredFields()) {
        if (field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          if (!sources.containsKey(file)) {
            sources.put(file, Files.readString(file));
          }
          boolean searched = isSearched(field.getName(), sources.get(file));
          found.add(
              new Named(
                  type.getSimpleName() + "." + field.getName(),
                  (Pattern) field.get(null),
                  searched));
        }
      }
    }
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        Matcher inline = INLINE.matcher(Files.readString(file));
        while (inline.find()) {
          found.add(
              new Named(
                  file.getFileName() + " " + inline.group(2),
                  Pattern.compile(unescaped(inline.group(2))),
                  !inline.group(1).equals("matches")));
        }
      }
    }
    return found;
  }

  /**
   * Returns what a literal of the source means; escapes of Java's own by number stay, as the
   * regular expression knows them too.
   */
  private static String unescaped(String literal) {
    return literal.replaceAll("(?<!\\\\)\\\\u(?=[0-9A-Fa-f]{4})", "\\\\\\\\u").translateEscapes();
  }

  /** Returns false if the source asks the pattern only whether it matches a text from its start. */
  private static boolean isSearched(String field, String source) {
    Matcher use = Pattern.compile("\\b" + field + "\\b(?!\\s*=)").matcher(source);
    while (use.find()) {
      String after = source.substring(use.end()).stripLeading();
      if (after.startsWith(".asMatchPredicate()")) {
        continue;
      }
      if (!after.startsWith(".matcher(")) {
        return true;
      }
      String asked = after.substring(closing(after)).stripLeading();
      Matcher variable =
          Pattern.compile("Matcher (\\w+)\\s*=\\s*\\z").matcher(source.substring(0, use.start()));
      boolean anchored =
          variable.find()
              ? !source.contains(variable.group(1) + ".find(")
                  && !source.contains(variable.group(1) + ".results(")
              : asked.startsWith(".matches()") || asked.startsWith(".lookingAt()");
      if (!anchored) {
        return true;
      }
    }
    return false;
  }

  /** Returns the position behind the parenthesis that closes the first one. */
  private static int closing(String call) {
    int depth = 0;
    for (int i = call.indexOf('('); i < call.length(); i++) {
      depth += call.charAt(i) == '(' ? 1 : call.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return call.length();
  }

  private static long looks(Named named, String text) {
    long[] looks = {0};
    Matcher matcher = named.pattern().matcher(new CountedText(text, looks));
    try {
      if (named.searched()) {
        while (matcher.find()) {
          // counts
        }
      } else {
        matcher.matches();
      }
    } catch (CountedText.TooManyLooks stopped) {
      return Long.MAX_VALUE;
    }
    return looks[0];
  }

  private static boolean growsWithTheSquare(Named named, String piece, String end) {
    int repeats = LENGTH / piece.length();
    String start = named.searched() ? "x" : "";
    long looks = looks(named, start + piece.repeat(repeats) + end);
    return looks > (long) FEW * LENGTH
        && (looks == Long.MAX_VALUE
            || looks > 2.6 * looks(named, start + piece.repeat(repeats / 2) + end));
  }

  @Test
  void no_pattern_takes_a_time_that_grows_with_the_square_of_the_text() throws Exception {
    List<String> slow = new ArrayList<>();
    for (Named named : patterns()) {
      for (String piece : PIECES) {
        for (String end : named.searched() ? List.of("!") : List.of("", "!")) {
          if (growsWithTheSquare(named, piece, end)) {
            slow.add(named.name() + " on " + piece + " and so on");
          }
        }
      }
    }
    assertThat(slow.stream().distinct()).isEmpty();
  }

  @Test
  void no_pattern_repeats_a_group_without_a_bound_but_possessively() throws Exception {
    assertThat(patterns())
        .hasSizeGreaterThan(100)
        .filteredOn(it -> UNBOUNDED_GROUP.matcher(it.pattern().pattern()).find())
        .extracting(it -> it.name() + " " + it.pattern().pattern())
        .isEmpty();
  }

  @Test
  void a_slow_pattern_would_be_noticed() {
    assertThat(growsWithTheSquare(new Named("", Pattern.compile("a*b"), true), "a", "")).isTrue();
    assertThat(growsWithTheSquare(new Named("", Pattern.compile("a*b"), false), "a", "")).isFalse();
    assertThat(UNBOUNDED_GROUP.matcher("(?:a|b)*c").find()).isTrue();
    assertThat(UNBOUNDED_GROUP.matcher("(?:a|b)*+c(?:d){2}").find()).isFalse();
  }
}
