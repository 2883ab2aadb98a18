package dev.dalleserver.cluster.doctor;

import java.util.Locale;
import java.util.function.Consumer;

/** Collects what an examination finds, one line each, and counts problems. Used by one thread. */
final class Findings {
  /** What a line is about. */
  enum Kind {
    OK,
    /** Worth knowing. */
    NOTE,
    /** To be mended. */
    PROBLEM,
    /** Was a problem. */
    MENDED
  }

  private final Consumer<String> out;
  private int problems;
  private int mended;

  Findings(Consumer<String> out) {
    this.out = out;
  }

  void ok(String subject, String text) {
    line(Kind.OK, subject, text);
  }

  void note(String subject, String text) {
    line(Kind.NOTE, subject, text);
  }

  /**
   * Adds a problem.
   *
   * @param what one line: the cause
   * @param remedy what the operator can do
   */
  void problem(String subject, String what, String remedy) {
    problems++;
    line(Kind.PROBLEM, subject, remedy.isEmpty() ? what : what + "; " + remedy);
  }

  /** Adds what was done about problems. */
  void mended(String subject, String text, int count) {
    mended += count;
    line(Kind.MENDED, subject, text);
  }

  private void line(Kind kind, String subject, String text) {
    out.accept("%-8s ".formatted(kind.name().toLowerCase(Locale.ROOT)) + subject + ": " + text);
  }

  int problems() {
    return problems;
  }

  int left() {
    return problems - mended;
  }
}
