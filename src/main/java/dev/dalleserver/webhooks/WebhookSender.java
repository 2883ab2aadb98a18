package dev.dalleserver.webhooks;

import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.tasks.TaskScheduler;
import dev.dalleserver.text.PlainReason;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends webhooks on its own threads, so that callers never wait. Bounds the number of waiting
 * webhooks and drops the others; retries a webhook that was not accepted, a bounded number of
 * times.
 */
public final class WebhookSender implements AutoCloseable {
  /** More than one, so that a receiver that hangs does not delay the others. */
  private static final int THREADS = 4;

  private static final int MAX_GONE = 1000;
  private static final String SERVER_STOPS = "the server stops";

  private final DeliveryPolicy delivery;
  private final WebhookCaller caller;
  private final WebhookListener listener;
  private final DoubleSupplier random;
  private final Semaphore permits;
  private final Set<URI> goneReceivers = ConcurrentHashMap.newKeySet();
  private final Set<Webhook> pending = ConcurrentHashMap.newKeySet();
  private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, named("webhook"));
  private final TaskScheduler retryScheduler = new TaskScheduler("webhook-pauses");

  /**
   * Creates the sender.
   *
   * @param rules the allowed receivers
   * @param signer asked for each attempt; if empty, it is sent unsigned
   * @param random numbers from 0 to below 1
   * @param network the proxies for the operator's receiver, and the certificates for all
   */
  public WebhookSender(
      UrlRules rules,
      Supplier<Optional<WebhookSigner>> signer,
      DeliveryPolicy delivery,
      Clock clock,
      DoubleSupplier random,
      WebhookListener listener,
      OutboundNetwork network) {
    this.delivery = delivery;
    this.caller = new WebhookCaller(rules, signer, clock, delivery, network);
    this.listener = listener;
    this.random = random;
    this.permits = new Semaphore(delivery.maxWaiting());
  }

  /** Queues a webhook, or drops it; returns at once. */
  public void send(Webhook webhook) {
    if (goneReceivers.contains(webhook.receiver())) {
      listener.onEnd(webhook, Outcome.DROPPED, "the receiver has answered 410 before");
    } else if (!permits.tryAcquire()) {
      listener.onEnd(webhook, Outcome.DROPPED, "too many webhooks are waiting");
    } else {
      pending.add(webhook);
      attempt(webhook, 1);
    }
  }

  /**
   * Makes one attempt on the calling thread, for webhooks that are kept elsewhere.
   *
   * @param number counts the attempts from 1
   * @return the pause before the next attempt; empty when no further one follows
   */
  public Optional<Duration> sendOnce(Webhook webhook, int number) {
    if (goneReceivers.contains(webhook.receiver())) {
      listener.onEnd(webhook, Outcome.DROPPED, "the receiver has answered 410 before");
      return Optional.empty();
    }
    AtomicReference<@Nullable Duration> pause = new AtomicReference<>();
    caller
        .call(webhook)
        .match(
            new Result(
                webhook,
                number,
                (outcome, reason) -> listener.onEnd(webhook, outcome, reason),
                pause::set));
    return Optional.ofNullable(pause.get());
  }

  /** Returns the number of waiting webhooks, including those that wait for a retry. */
  public int waiting() {
    return delivery.maxWaiting() - permits.availablePermits();
  }

  private void attempt(Webhook webhook, int number) {
    try {
      executor.execute(() -> deliver(webhook, number));
    } catch (RejectedExecutionException e) {
      end(webhook, Outcome.DROPPED, SERVER_STOPS);
    }
  }

  private void attemptLater(Webhook webhook, int number, Duration pause) {
    try {
      retryScheduler.scheduleAfter(pause, () -> attempt(webhook, number));
    } catch (RejectedExecutionException e) {
      end(webhook, Outcome.DROPPED, SERVER_STOPS);
    }
  }

  private void deliver(Webhook webhook, int number) {
    DeliveryAttempt attempt = new DeliveryAttempt.Refused("internal error", false);
    try {
      attempt = caller.call(webhook);
    } catch (RuntimeException e) {
      attempt = new DeliveryAttempt.Refused("internal error: " + PlainReason.of(e), false);
    } finally {
      // Also after an Error: otherwise the permit of the webhook would be lost.
      handleResult(webhook, number, attempt);
    }
  }

  private void handleResult(Webhook webhook, int number, DeliveryAttempt attempt) {
    attempt.match(
        new Result(
            webhook,
            number,
            (outcome, reason) -> end(webhook, outcome, reason),
            pause -> attemptLater(webhook, number + 1, pause)));
  }

  /** What follows from an attempt. */
  private final class Result implements DeliveryAttempt.Cases {
    private final Webhook webhook;
    private final int number;
    private final BiConsumer<Outcome, String> onEnd;
    private final Consumer<Duration> onPause;

    Result(
        Webhook webhook,
        int number,
        BiConsumer<Outcome, String> onEnd,
        Consumer<Duration> onPause) {
      this.webhook = webhook;
      this.number = number;
      this.onEnd = onEnd;
      this.onPause = onPause;
    }

    @Override
    public void delivered() {
      onEnd.accept(Outcome.SENT, "");
    }

    @Override
    public void failed(DeliveryAttempt.Retry retry) {
      if (number >= delivery.maxAttempts()) {
        onEnd.accept(Outcome.FAILED, retry.reason() + ", " + number + " times");
        return;
      }
      Duration pause = delivery.pause(number, random.getAsDouble(), retry.asked());
      listener.onRetry(webhook, retry.reason(), pause);
      onPause.accept(pause);
    }

    @Override
    public void refused(DeliveryAttempt.Refused refused) {
      if (refused.permanent() && goneReceivers.size() < MAX_GONE) {
        goneReceivers.add(webhook.receiver());
      }
      onEnd.accept(Outcome.FAILED, refused.reason());
    }
  }

  private void end(Webhook webhook, Outcome outcome, String reason) {
    // Ends each webhook once: an attempt that finishes while the server stops may come second.
    if (pending.remove(webhook)) {
      permits.release();
      listener.onEnd(webhook, outcome, reason);
    }
  }

  /**
   * Sends the webhooks that have not been tried yet, within the time limit, and drops the others.
   */
  @Override
  public void close() {
    retryScheduler.close();
    executor.shutdown();
    try {
      if (!executor.awaitTermination(
          delivery.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
    pending.forEach(webhook -> end(webhook, Outcome.DROPPED, SERVER_STOPS));
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
