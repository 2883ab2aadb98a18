package dev.dalleserver.console;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A terminal or a log whose every {@code println} is one line, whatever is in its text: a log
 * record and each line of a stack trace are printed in this way. Text of several lines goes through
 * {@code print}.
 */
public final class EscapingPrintStream extends PrintStream {
  private final PrintStream target;

  private EscapingPrintStream(PrintStream target) {
    super(target, true);
    this.target = target;
  }

  /** Prints to {@code target}, in its character set. */
  public static EscapingPrintStream to(PrintStream target) {
    return target instanceof EscapingPrintStream already
        ? already
        : new EscapingPrintStream(target);
  }

  @Override
  public void println(@Nullable String text) {
    target.println(line(String.valueOf(text)));
  }

  @Override
  public void println(@Nullable Object value) {
    target.println(line(String.valueOf(value)));
  }

  @Override
  public void println(char[] text) {
    println(new String(text));
  }

  @Override
  public void print(@Nullable String text) {
    target.print(EscapedText.lines(String.valueOf(text)));
  }

  @Override
  public void print(@Nullable Object value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char[] text) {
    print(new String(text));
  }

  @Override
  public void print(char character) {
    print(String.valueOf(character));
  }

  /** A stack trace is indented by tabs. */
  private static String line(String text) {
    String unindented = text.startsWith("\t") ? text.substring(1) : text;
    return text.substring(0, text.length() - unindented.length()) + EscapedText.oneLine(unindented);
  }
}
