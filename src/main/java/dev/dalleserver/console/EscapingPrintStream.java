package dev.dalleserver.console;

import java.io.PrintStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A terminal or a log whose every {@code println} is one line, whatever is in its text: a log
 * record and each line of a stack trace are printed in this way. Text of several lines goes through
 * {@code print}.
 */
public final class EscapingPrintStream extends PrintStream {
  private final PrintStream target;
  private final Consumer<Throwable> printed;

  private EscapingPrintStream(PrintStream target, Consumer<Throwable> printed) {
    super(target, true);
    this.target = target;
    this.printed = printed;
  }

  /** Prints to {@code target}, in its character set. */
  public static EscapingPrintStream to(PrintStream target) {
    return target instanceof EscapingPrintStream already
        ? already
        : new EscapingPrintStream(target, thrown -> {});
  }

  /**
   * As above, and tells of what is thrown, caught and logged by any library: a stack trace is
   * printed by handing over the throwable itself, so no text that a client sends is taken for one.
   *
   * @param printed told of every throwable before it is printed
   */
  public static EscapingPrintStream to(PrintStream target, Consumer<Throwable> printed) {
    return new EscapingPrintStream(target, printed);
  }

  @Override
  public void println(@Nullable String text) {
    target.println(line(String.valueOf(text)));
  }

  @Override
  public void println(@Nullable Object value) {
    if (value instanceof Throwable thrown) {
      printed.accept(thrown);
    }
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
