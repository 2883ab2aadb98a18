package dev.dalleserver.console;

import java.io.PrintStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A print stream for a terminal or a log in which every {@code println} is one line, whatever its
 * text holds: log records and the lines of a stack trace are printed by it. Text of several lines
 * is printed by {@code print}.
 */
public final class EscapingPrintStream extends PrintStream {
  private final PrintStream target;
  private final Consumer<Throwable> throwableListener;

  private EscapingPrintStream(PrintStream target, Consumer<Throwable> printed) {
    super(target, true);
    this.target = target;
    this.throwableListener = printed;
  }

  /** Creates a stream that prints to {@code target}, in its character set. */
  public static EscapingPrintStream to(PrintStream target) {
    return target instanceof EscapingPrintStream escaping
        ? escaping
        : new EscapingPrintStream(target, thrown -> {});
  }

  /**
   * Creates a stream that also reports each throwable that a library catches and logs: a stack
   * trace is printed by passing the throwable itself, so a text from a client cannot be mistaken
   * for one.
   *
   * @param printed called with each throwable before it is printed
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
      throwableListener.accept(thrown);
    }
    target.println(line(String.valueOf(value)));
  }

  @Override
  public void println(char[] text) {
    println(new String(text));
  }

  @Override
  public void print(@Nullable String text) {
    target.print(EscapedText.multiLine(String.valueOf(text)));
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

  /** Escapes a line, but keeps the tab that indents the lines of a stack trace. */
  private static String line(String text) {
    String unindented = text.startsWith("\t") ? text.substring(1) : text;
    return text.substring(0, text.length() - unindented.length()) + EscapedText.oneLine(unindented);
  }
}
