package dev.dalleserver.webhooks;

import dev.dalleserver.outbound.ForbiddenAddressException;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.resilience.RetryAfter;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Makes single attempts: one POST each, without following redirects, and never to a forbidden
 * address.
 */
final class WebhookCaller implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final int GONE = 410;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private final UrlRules rules;
  private final Supplier<Optional<WebhookSigner>> signer;
  private final Clock clock;
  private final OkHttpClient configuredClient;
  private final OkHttpClient restrictedClient;

  WebhookCaller(
      UrlRules rules,
      Supplier<Optional<WebhookSigner>> signer,
      Clock clock,
      DeliveryPolicy delivery,
      OutboundNetwork network) {
    this.rules = rules;
    this.signer = signer;
    this.clock = clock;
    this.configuredClient =
        network
            .configure(new OkHttpClient.Builder())
            .callTimeout(delivery.callTimeout())
            // Replaces OkHttp's own timeouts, which are shorter: a receiver has all of that time.
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            // Keeps no connection: many receivers close theirs silently, and a request on a closed
            // connection is delayed.
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.MINUTES))
            .build();
    // Without a proxy, which would resolve the name itself, so that any client could reach every
    // host that the proxy reaches.
    this.restrictedClient =
        configuredClient.newBuilder().proxy(Proxy.NO_PROXY).dns(rules.dns()).build();
  }

  DeliveryAttempt call(Webhook webhook) {
    try {
      HttpUrl url = rules.check(HttpUrl.get(webhook.receiver()));
      OkHttpClient client = rules.isConfiguredServer(url) ? configuredClient : restrictedClient;
      try (Response response = client.newCall(request(webhook, url)).execute()) {
        return read(response);
      }
    } catch (ForbiddenAddressException forbidden) {
      return new DeliveryAttempt.Refused(String.valueOf(forbidden.getMessage()), false);
    } catch (IOException failure) {
      return new DeliveryAttempt.Retry(
          "no answer: " + describe(failure, webhook.receiver()), Duration.ZERO);
    }
  }

  /**
   * Returns the reason of the failure, without its words when these hold a secret of the receiver.
   */
  private static String describe(IOException failure, URI receiver) {
    String message = PlainReason.of(failure);
    return containsAny(message, receiver.getRawPath(), receiver.getRawQuery())
        ? "the connection failed"
        : message;
  }

  private static boolean containsAny(String message, @Nullable String... secrets) {
    return Arrays.stream(secrets)
        .anyMatch(secret -> secret != null && secret.length() > 1 && message.contains(secret));
  }

  private Request request(Webhook webhook, HttpUrl url) {
    byte[] body = webhook.body().get();
    Instant now = clock.instant();
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "dalleserver")
            .header("webhook-id", webhook.id())
            .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .post(RequestBody.create(body, JSON));
    signer
        .get()
        .ifPresent(
            webhookSigner ->
                request.header("webhook-signature", webhookSigner.sign(webhook.id(), now, body)));
    return request.build();
  }

  private DeliveryAttempt read(Response response) {
    int status = response.code();
    if (response.isSuccessful()) {
      return new DeliveryAttempt.Delivered();
    }
    boolean retryable =
        status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
    String reason = "the receiver answered " + status;
    return retryable
        ? new DeliveryAttempt.Retry(reason, askedPause(response))
        : new DeliveryAttempt.Refused(reason, status == GONE);
  }

  /** Returns the pause that a busy receiver asks for; zero when it asks for none. */
  private Duration askedPause(Response response) {
    boolean busy = response.code() == TOO_MANY_REQUESTS || response.code() == UNAVAILABLE;
    return busy
        ? RetryAfter.of(response::header, clock.instant()).orElse(Duration.ZERO)
        : Duration.ZERO;
  }

  /** Cancels the calls in progress. */
  @Override
  public void close() {
    configuredClient.dispatcher().cancelAll();
  }
}
