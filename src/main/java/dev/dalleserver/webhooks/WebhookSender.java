package dev.dalleserver.webhooks;

import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.tasks.TaskScheduler;
import dev.dalleserver.webhooks.WebhookListener.Outcome;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Sends webhooks on its own threads, so that callers never wait. Bounds the number of waiting
 * webhooks and drops the others; retries a webhook that was not accepted, a bounded number of
 * times.
 */
public final class WebhookSender implements AutoCloseable {
  /** More than one, so that a receiver that hangs does not delay the others. */
  private static final int THREADS = 4;

  private static final int MOST_GONE = 1000;
  private static final String STOPS = "the server stops";

  private final DeliveryPolicy delivery;
  private final WebhookCaller caller;
  private final WebhookListener listener;
  private final DoubleSupplier random;
  private final Semaphore room;
  private final Set<URI> gone = ConcurrentHashMap.newKeySet();
  private final Set<Webhook> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService callers = Executors.newFixedThreadPool(THREADS, named("webhook"));
  private final TaskScheduler pauses = new TaskScheduler("webhook-pauses");

  /**
   * Creates the sender.
   *
   * @param rules the allowed receivers
   * @param signer if empty, webhooks are sent unsigned
   * @param random numbers from 0 to below 1
   */
  public WebhookSender(
      UrlRules rules,
      Optional<WebhookSigner> signer,
      DeliveryPolicy delivery,
      Clock clock,
      DoubleSupplier random,
      WebhookListener listener) {
    this.delivery = delivery;
    this.caller = new WebhookCaller(rules, signer, clock, delivery);
    this.listener = listener;
    this.random = random;
    this.room = new Semaphore(delivery.waiting());
  }

  /** Queues a webhook, or drops it; returns at once. */
  public void send(Webhook webhook) {
    if (gone.contains(webhook.receiver())) {
      listener.ended(webhook, Outcome.DROPPED, "the receiver has answered 410 before");
    } else if (!room.tryAcquire()) {
      listener.ended(webhook, Outcome.DROPPED, "too many webhooks are waiting");
    } else {
      open.add(webhook);
      attempt(webhook, 1);
    }
  }

  /** Returns the number of waiting webhooks, including those that wait for a retry. */
  public int waiting() {
    return delivery.waiting() - room.availablePermits();
  }

  private void attempt(Webhook webhook, int number) {
    try {
      callers.execute(() -> call(webhook, number));
    } catch (RejectedExecutionException e) {
      end(webhook, Outcome.DROPPED, STOPS);
    }
  }

  private void attemptLater(Webhook webhook, int number, Duration pause) {
    try {
      pauses.after(pause, () -> attempt(webhook, number));
    } catch (RejectedExecutionException e) {
      end(webhook, Outcome.DROPPED, STOPS);
    }
  }

  private void call(Webhook webhook, int number) {
    DeliveryAttempt attempt = new DeliveryAttempt.Refused("internal error", false);
    try {
      attempt = caller.call(webhook);
    } catch (RuntimeException e) {
      attempt =
          new DeliveryAttempt.Refused("internal error: " + e.getClass().getSimpleName(), false);
    } finally {
      // Also after an Error: otherwise the permit of the webhook would be lost.
      settle(webhook, number, attempt);
    }
  }

  private void settle(Webhook webhook, int number, DeliveryAttempt attempt) {
    if (attempt instanceof DeliveryAttempt.Again retry && number < delivery.attempts()) {
      Duration pause = delivery.pause(number, random.getAsDouble());
      listener.retrying(webhook, retry.reason(), pause);
      attemptLater(webhook, number + 1, pause);
    } else if (attempt instanceof DeliveryAttempt.Again retry) {
      end(webhook, Outcome.FAILED, retry.reason() + ", " + number + " times");
    } else if (attempt instanceof DeliveryAttempt.Refused refused) {
      if (refused.forGood() && gone.size() < MOST_GONE) {
        gone.add(webhook.receiver());
      }
      end(webhook, Outcome.FAILED, refused.reason());
    } else {
      end(webhook, Outcome.SENT, "");
    }
  }

  private void end(Webhook webhook, Outcome outcome, String reason) {
    // Ends each webhook once: an attempt that finishes while the server stops may come second.
    if (open.remove(webhook)) {
      room.release();
      listener.ended(webhook, outcome, reason);
    }
  }

  /**
   * Sends the webhooks that have not been tried yet, within the time limit, and drops the others.
   */
  @Override
  public void close() {
    pauses.close();
    callers.shutdown();
    try {
      if (!callers.awaitTermination(delivery.lastCalls().toMillis(), TimeUnit.MILLISECONDS)) {
        callers.shutdownNow();
      }
    } catch (InterruptedException e) {
      callers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    open.forEach(webhook -> end(webhook, Outcome.DROPPED, STOPS));
    caller.close();
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
