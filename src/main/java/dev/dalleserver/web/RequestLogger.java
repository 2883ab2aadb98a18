package dev.dalleserver.web;

import dev.dalleserver.tasks.TaskGuard;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line a request, on a thread of its own: somebody who reads the log slowly, or stops
 * reading it, does not hold up answers. Under load most lines are left out and counted; the metrics
 * count every request.
 */
final class RequestLogger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.request");

  private static final int MOST_WAITING = 4096;
  private static final int LINES_A_SECOND = 500;
  private static final long PATIENCE_MILLIS = 1000;

  private final BlockingQueue<Runnable> lines = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LogRateLimiter ordinary = perSecond();

  /** Apart from the others, so that a flood of good answers does not hide the bad ones. */
  private final LogRateLimiter faults = perSecond();

  /** Used by the writing thread only. */
  private final TaskGuard guard = new TaskGuard("request-log");

  private final Thread writer = new Thread(this::write, "request-log");

  RequestLogger() {
    writer.setDaemon(true);
    writer.start();
  }

  /** Whether a line would be written at all, so that nobody makes one in vain. */
  boolean wants(boolean quiet) {
    // Of a good poll nobody wants to hear; whatever else there is may be a warning.
    return quiet ? LOG.isDebugEnabled() : LOG.isWarnEnabled();
  }

  /** Returns at once. */
  void log(RequestLine line) {
    if (!line.fault() && !line.quiet() && !LOG.isInfoEnabled()) {
      return;
    }
    OptionalLong held = (line.fault() ? faults : ordinary).admit();
    if (held.isPresent()) {
      // Full means that nobody takes lines any more: this one is lost like those before it.
      lines.offer(() -> write(line, held.getAsLong()));
    }
  }

  /** Writes what is waiting, unless nobody takes it. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static LogRateLimiter perSecond() {
    return new LogRateLimiter(LINES_A_SECOND, Duration.ofSeconds(1), System::nanoTime);
  }

  private void write() {
    try {
      while (true) {
        guard.run(lines.take());
      }
    } catch (InterruptedException e) {
      // Closed: what is left is written, and the thread ends.
      lines.forEach(guard::run);
    }
  }

  private static void write(RequestLine line, long held) {
    String text = line.text(held);
    if (line.fault()) {
      LOG.warn(text);
    } else if (line.quiet()) {
      LOG.debug(text);
    } else {
      LOG.info(text);
    }
  }
}
