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
 * Sends webhooks on threads of its own: whoever has something to tell never waits. At most so many
 * wait, the rest is dropped; what is not taken is tried again, so many times.
 */
public final class WebhookSender implements AutoCloseable {
  /** More than one, so that a receiver that hangs does not hold up the others. */
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
   * @param rules where webhooks may go
   * @param signer empty: they are sent unsigned
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

  /** Sends it some time, or drops it; returns at once. */
  public void send(Webhook webhook) {
    if (gone.contains(webhook.receiver())) {
      listener.ended(webhook, Outcome.DROPPED, "the receiver wants nothing more");
    } else if (!room.tryAcquire()) {
      listener.ended(webhook, Outcome.DROPPED, "too many wait to be sent");
    } else {
      open.add(webhook);
      attempt(webhook, 1);
    }
  }

  /** How many wait, those that wait for another attempt included. */
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
    DeliveryAttempt attempt = new DeliveryAttempt.Refused("it broke", false);
    try {
      attempt = caller.call(webhook);
    } catch (RuntimeException e) {
      attempt = new DeliveryAttempt.Refused("it broke: " + e.getClass().getSimpleName(), false);
    } finally {
      // Also after an error of the machine: else the webhook's room would be lost.
      settle(webhook, number, attempt);
    }
  }

  private void settle(Webhook webhook, int number, DeliveryAttempt attempt) {
    if (attempt instanceof DeliveryAttempt.Again again && number < delivery.attempts()) {
      Duration pause = delivery.pause(number, random.getAsDouble());
      listener.retrying(webhook, again.reason(), pause);
      attemptLater(webhook, number + 1, pause);
    } else if (attempt instanceof DeliveryAttempt.Again again) {
      end(webhook, Outcome.FAILED, again.reason() + ", " + number + " times");
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
    // An attempt that ends while the server stops may come second.
    if (open.remove(webhook)) {
      room.release();
      listener.ended(webhook, outcome, reason);
    }
  }

  /** Sends what has not been tried yet, if that is quickly done, and drops the rest. */
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
