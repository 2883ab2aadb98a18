package dev.dalleserver.tasks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process at an {@link OutOfMemoryError}: after one, any thread and any lock may be in any
 * state, and a supervisor such as systemd has a whole server again within seconds. The JVM's own
 * flag for this, {@code ExitOnOutOfMemoryError}, exits with 3 rather than 1, cannot be put into a
 * jar, and does not see threads that could not be made nor memory outside the heap.
 *
 * <p>Installed by {@code main} only: in tests errors go where they always go.
 */
public final class FatalErrors implements UncaughtExceptionHandler {
  /** The process has lost its footing, says the contract. */
  private static final int EXIT_CODE = 1;

  private static final int MOST_CAUSES = 8;

  private final PrintStream err;
  private final IntConsumer halt;

  /** Made beforehand: there may be no memory for a line when it is needed. */
  private final byte[] plainLine =
      "dalleserver: out of memory: the process ends with exit code 1\n"
          .getBytes(StandardCharsets.UTF_8);

  private final OutputStream rawErr = new FileOutputStream(FileDescriptor.err);

  /**
   * @param err where the last line goes
   * @param halt ends the process at once, without shutdown hooks, given the exit code
   */
  FatalErrors(PrintStream err, IntConsumer halt) {
    this.err = err;
    this.halt = halt;
  }

  /**
   * From now on an {@link OutOfMemoryError} ends the process: one that no code catches, one that is
   * handed to {@link #escalate}, and one whose stack trace anything prints or logs.
   *
   * @param charset what standard error is written in
   */
  public static void install(Charset charset) {
    PrintStream err = System.err;
    Thread.setDefaultUncaughtExceptionHandler(
        new FatalErrors(err, code -> Runtime.getRuntime().halt(code)));
    System.setErr(watching(err, charset));
  }

  /** To be called with everything that code of ours catches as a {@link Throwable}. */
  public static void escalate(Throwable thrown) {
    if (isFatal(thrown)
        && Thread.getDefaultUncaughtExceptionHandler() instanceof FatalErrors installed) {
      installed.uncaughtException(Thread.currentThread(), thrown);
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (isFatal(thrown)) {
      end(thrown);
    }
    // As the JVM would.
    err.print("Exception in thread \"" + thread.getName() + "\" ");
    thrown.printStackTrace(err);
  }

  private void end(Throwable thrown) {
    try {
      err.println(
          "dalleserver: out of memory ("
              + thrown
              + "): the process ends with exit code "
              + EXIT_CODE
              + "; what is stored is whole, start it again");
    } catch (OutOfMemoryError e) {
      try {
        rawErr.write(plainLine);
      } catch (IOException | OutOfMemoryError unheard) {
        // The exit code says it too.
      }
    } finally {
      halt.accept(EXIT_CODE);
    }
  }

  static boolean isFatal(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * Libraries catch everything on their own threads and log it. A stack trace is printed by handing
   * over the throwable itself, so that no text that a client sends can be taken for one.
   */
  private static PrintStream watching(OutputStream out, Charset charset) {
    return new PrintStream(out, true, charset) {
      @Override
      public void println(@Nullable Object value) {
        if (value instanceof Throwable thrown) {
          escalate(thrown);
        }
        super.println(value);
      }
    };
  }
}
