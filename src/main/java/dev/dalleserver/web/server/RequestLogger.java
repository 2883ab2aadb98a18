package dev.dalleserver.web.server;

import dev.dalleserver.console.LogRateLimiter;
import dev.dalleserver.tasks.TaskGuard;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one log line for each request, on a separate thread: a process that reads the log slowly,
 * or stops reading it, does not delay answers. Under load most lines are omitted and counted; the
 * metrics count every request.
 */
final class RequestLogger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.request");

  private static final int MAX_QUEUED = 4096;
  private static final int MAX_LINES_PER_SECOND = 500;
  private static final long CLOSE_TIMEOUT_MILLIS = 1000;

  private final BlockingQueue<Runnable> lines = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final LogRateLimiter ordinaryLimiter = createLimiter();

  /** Separate from the ordinary limit, so that many good answers do not hide server errors. */
  private final LogRateLimiter serverErrorLimiter = createLimiter();

  /** Used only by the writer thread. */
  private final TaskGuard guard = new TaskGuard("request-log");

  private final Thread writer = new Thread(this::write, "request-log");

  RequestLogger() {
    writer.setDaemon(true);
    writer.start();
  }

  /** Returns true when the line could be written, so that the caller does not make it in vain. */
  boolean isEnabled(boolean quiet) {
    // Successful polls are logged at debug level only; any other line may be a warning.
    return quiet ? LOG.isDebugEnabled() : LOG.isWarnEnabled();
  }

  /** Queues a line; returns at once. */
  void log(RequestLine line) {
    if (!line.isServerError() && !line.quiet() && !LOG.isInfoEnabled()) {
      return;
    }
    OptionalLong suppressed = (line.isServerError() ? serverErrorLimiter : ordinaryLimiter).admit();
    if (suppressed.isPresent()) {
      // A full queue means that the log is not being read: this line is lost like those before it.
      lines.offer(() -> write(line, suppressed.getAsLong()));
    }
  }

  /** Writes the queued lines, unless the log is not being read; waits at most a second. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join(CLOSE_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static LogRateLimiter createLimiter() {
    return new LogRateLimiter(MAX_LINES_PER_SECOND, Duration.ofSeconds(1), System::nanoTime);
  }

  private void write() {
    try {
      while (true) {
        guard.run(lines.take());
      }
    } catch (InterruptedException e) {
      // The logger was closed: the thread writes the queued lines and ends.
      lines.forEach(guard::run);
    }
  }

  private static void write(RequestLine line, long suppressed) {
    String text = line.format(suppressed);
    if (line.isServerError()) {
      LOG.warn(text);
    } else if (line.quiet()) {
      LOG.debug(text);
    } else {
      LOG.info(text);
    }
  }
}
