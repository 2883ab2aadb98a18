package dev.dalleserver.settings;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text around an API key, as it comes out of other programs' files and of copying: white space,
 * quotes, {@code Bearer}, the name of a variable. It is taken off; what is left must be a key.
 */
final class ApiKeyText {
  private static final Pattern EDGES =
      Pattern.compile(
          "^[\\s\\h\\uFEFF\\u200B\\u2060]+|(?<![\\s\\h\\uFEFF\\u200B\\u2060])[\\s\\h\\uFEFF\\u200B\\u2060]++$");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?s)(?:export\\s+|set\\s+|\\$env:)?([A-Za-z][A-Za-z0-9_]*)\\s*[=:]\\s*(.+)");
  private static final Pattern KEY_NAME =
      Pattern.compile("(?i)(?:.*_)?(?:api)?(?:key|token|secret)");
  private static final Pattern HEADER =
      Pattern.compile("(?is)(?:(?:authorization|api-key|x-api-key)\\s*:|bearer(?:\\s|$))\\s*(.*)");

  /** What is certainly no key: a variable that nothing has replaced, JSON, a URL. */
  private static final Pattern NO_KEY =
      Pattern.compile(
          "\\$\\{?[A-Za-z_]\\w*}?|%[A-Za-z_]\\w*%|\\{\\{.*}}|\\{\".*|<.*>|(?i:https?://.*)");

  /** Ends of lines of other languages. */
  private static final Pattern LINE_END = Pattern.compile("(?<![;,])[;,]++$");

  private static final String QUOTES = "\"'`\u201c\u201d\u2018\u2019";

  private ApiKeyText() {}

  /** Returns the key within the text; empty when what is left is not a key. */
  static Optional<Secret> parse(String text) {
    String key = clean(text);
    return NO_KEY.matcher(key).matches() ? Optional.empty() : Secret.of(key);
  }

  /** Returns a URL without what is around it where it was copied: white space and quotes. */
  static String cleanUrl(String text) {
    String before;
    String url = text;
    do {
      before = url;
      url = withoutQuotes(LINE_END.matcher(EDGES.matcher(url).replaceAll("")).replaceFirst(""));
      boolean bracketed = url.startsWith("<") && url.endsWith(">");
      url = bracketed ? url.substring(1, url.length() - 1) : url;
    } while (!url.equals(before));
    return url;
  }

  /**
   * Returns the key in a file: its only line that is no comment, or the only one of several that
   * assigns to a variable whose name ends with KEY, as a {@code .env} has it.
   */
  static Optional<Secret> parseFile(byte[] bytes) {
    List<String> lines =
        decode(bytes)
            .lines()
            .map(line -> EDGES.matcher(line).replaceAll(""))
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (lines.size() > 1) {
      lines = lines.stream().filter(ApiKeyText::assignsKey).toList();
    }
    return lines.size() == 1 ? parse(lines.get(0)) : Optional.empty();
  }

  private static boolean assignsKey(String line) {
    Matcher assignment = ASSIGNMENT.matcher(line);
    return assignment.matches() && assignment.group(1).toUpperCase(Locale.ROOT).endsWith("KEY");
  }

  private static String clean(String text) {
    String before;
    String key = text;
    do {
      before = key;
      key = EDGES.matcher(key).replaceAll("");
      Matcher assignment = ASSIGNMENT.matcher(key);
      if (assignment.matches() && KEY_NAME.matcher(assignment.group(1)).matches()) {
        key = assignment.group(2);
      }
      Matcher header = HEADER.matcher(key);
      if (header.matches()) {
        key = header.group(1);
      }
      key = withoutQuotes(LINE_END.matcher(key).replaceFirst(""));
    } while (!key.equals(before));
    return key;
  }

  private static String withoutQuotes(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && QUOTES.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (start < end && QUOTES.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Decodes a file; shells of Windows write UTF-16, which begins with its mark. */
  static String decode(byte[] bytes) {
    boolean utf16 =
        bytes.length > 1
            && (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe
                || bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff);
    Charset charset = utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    return charset.decode(ByteBuffer.wrap(bytes)).toString();
  }
}
