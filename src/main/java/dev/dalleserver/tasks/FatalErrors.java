package dev.dalleserver.tasks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Ends the process at an {@link OutOfMemoryError}: after one, any thread and any lock may be in any
 * state, and a supervisor such as systemd starts a healthy server within seconds. The JVM's own
 * flag for this, {@code ExitOnOutOfMemoryError}, exits with 3 rather than 1, cannot be set in a
 * jar, and covers neither threads that could not be created nor memory outside the heap.
 *
 * <p>Installed by {@code main} only: in tests errors are handled as usual.
 */
public final class FatalErrors implements UncaughtExceptionHandler {
  /** The exit code of the contract for a process that can no longer work correctly. */
  private static final int EXIT_CODE = 1;

  private static final int MAX_CAUSES = 8;

  private final PrintStream err;
  private final IntConsumer halt;

  /** Created in advance: there may be no memory for a line when it is needed. */
  private final byte[] plainLine =
      "dalleserver: out of memory: the process ends with exit code 1\n"
          .getBytes(StandardCharsets.UTF_8);

  private final OutputStream rawErr = new FileOutputStream(FileDescriptor.err);

  /**
   * Creates the handler.
   *
   * @param err receives the last line
   * @param halt ends the process at once, without shutdown hooks, with the given exit code
   */
  FatalErrors(PrintStream err, IntConsumer halt) {
    this.err = err;
    this.halt = halt;
  }

  /**
   * Makes an {@link OutOfMemoryError} end the process: one that no code catches, and one that is
   * passed to {@link #escalate}, which standard error does with every throwable that libraries log.
   */
  public static void install() {
    PrintStream err = System.err;
    Thread.setDefaultUncaughtExceptionHandler(
        new FatalErrors(err, code -> Runtime.getRuntime().halt(code)));
  }

  /**
   * Ends the process if the throwable is fatal. Must be called by all code of the server that
   * catches {@link Throwable}.
   */
  public static void escalate(Throwable thrown) {
    if (isFatal(thrown)
        && Thread.getDefaultUncaughtExceptionHandler() instanceof FatalErrors installed) {
      installed.uncaughtException(Thread.currentThread(), thrown);
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (isFatal(thrown)) {
      endProcess(thrown);
    }
    // The same output as the JVM's.
    err.print("Exception in thread \"" + thread.getName() + "\" ");
    thrown.printStackTrace(err);
  }

  private void endProcess(Throwable thrown) {
    try {
      err.println(
          "dalleserver: out of memory ("
              + thrown
              + "): the process ends with exit code "
              + EXIT_CODE
              + "; stored files are intact, start the server again");
    } catch (OutOfMemoryError e) {
      try {
        rawErr.write(plainLine);
      } catch (IOException | OutOfMemoryError ignored) {
        // The exit code still tells it.
      }
    } finally {
      halt.accept(EXIT_CODE);
    }
  }

  static boolean isFatal(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
