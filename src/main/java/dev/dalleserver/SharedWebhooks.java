package dev.dalleserver;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.tasks.TaskScheduler;
import dev.dalleserver.webhooks.EndReader;
import dev.dalleserver.webhooks.SharedDispatcher;
import dev.dalleserver.webhooks.SharedEnds;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the webhooks that the processes of a cluster have noted. A process that stops leaves what
 * it is sending to the others, who send it again.
 */
final class SharedWebhooks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedWebhooks.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** More than one, so that a receiver that hangs does not delay the others. */
  private final List<TaskScheduler> threads =
      List.of(new TaskScheduler("webhooks-1"), new TaskScheduler("webhooks-2"));

  private final SharedEnds ends;
  private final SharedDispatcher dispatcher;

  private SharedWebhooks(SharedEnds ends, SharedDispatcher dispatcher) {
    this.ends = ends;
    this.dispatcher = dispatcher;
  }

  static SharedWebhooks start(SharedEnds ends, SharedDispatcher dispatcher) {
    SharedWebhooks webhooks = new SharedWebhooks(ends, dispatcher);
    webhooks.threads.forEach(thread -> thread.scheduleEvery(INTERVAL, webhooks::sendAll));
    return webhooks;
  }

  /** Returns a reader of ends for webhooks. */
  static EndReader reader(PictureService pictures, BatchService batches) {
    return new EndReader() {
      @Override
      public ProgressSnapshot run(String key, String payload, String state) {
        return pictures.readEnd(key, payload, state);
      }

      @Override
      public Batch batch(String key, String payload, String state) {
        return batches.readEnd(key, payload, state);
      }
    };
  }

  private void sendAll() {
    try {
      boolean more = true;
      while (more && !Thread.currentThread().isInterrupted()) {
        more = ends.sendNext(dispatcher::deliver);
      }
    } catch (StateUnavailableException e) {
      LOG.debug("webhooks event=not_read reason=\"{}\"", e.getMessage());
    }
  }

  @Override
  public void close() {
    threads.forEach(TaskScheduler::close);
  }
}
