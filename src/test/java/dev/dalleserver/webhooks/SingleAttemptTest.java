package dev.dalleserver.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One attempt for a webhook that is kept elsewhere, as by the processes of a cluster. */
@Timeout(60)
class SingleAttemptTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final MockWebServer receiver = new MockWebServer();
  private final List<String> told = new ArrayList<>();
  private WebhookSender sender;

  @BeforeEach
  void start() throws Exception {
    receiver.start();
    WebhookListener listener =
        new WebhookListener() {
          @Override
          public void onRetry(Webhook webhook, String reason, Duration pause) {
            told.add("retry " + webhook.id());
          }

          @Override
          public void onEnd(Webhook webhook, Outcome outcome, String reason) {
            told.add(outcome + " " + webhook.id() + " " + reason);
          }
        };
    sender =
        new WebhookSender(
            new UrlRules(
                "callback",
                Optional.of(receiver.url("/")),
                host -> List.of(InetAddress.getByName("127.0.0.1"))),
            Optional::empty,
            new DeliveryPolicy(10, 3, Duration.ofSeconds(1), LONG, LONG),
            Clock.systemUTC(),
            () -> 0.5,
            listener,
            OutboundNetwork.ofTheJvm());
  }

  @AfterEach
  void stop() {
    sender.close();
    receiver.close();
  }

  private Optional<Duration> attempt(String id, int number, int status) {
    receiver.enqueue(new MockResponse.Builder().code(status).build());
    return sender.sendOnce(
        new Webhook(id, URI.create(receiver.url("/hook").toString()), () -> new byte[] {'x'}),
        number);
  }

  @Test
  void that_succeeds_ends_it() {
    assertThat(attempt("a", 1, 204)).isEmpty();
    assertThat(told).containsExactly("SENT a ");
    assertThat(sender.waiting()).as("nothing waits here").isZero();
  }

  @Test
  void that_fails_has_a_pause_and_the_last_one_has_none() {
    assertThat(attempt("a", 1, 500)).hasValueSatisfying(it -> assertThat(it).isPositive());
    assertThat(attempt("a", 2, 500)).isPresent();
    assertThat(attempt("a", 3, 500)).isEmpty();
    assertThat(told).hasSize(3);
    assertThat(told.subList(0, 2)).containsOnly("retry a");
    assertThat(told.get(2)).startsWith("FAILED a ").endsWith(", 3 times");
  }

  @Test
  void that_is_refused_ends_it_and_a_receiver_that_is_gone_gets_no_other() {
    assertThat(attempt("a", 1, 404)).isEmpty();
    assertThat(attempt("b", 1, 410)).isEmpty();
    assertThat(attempt("c", 1, 204)).isEmpty();
    assertThat(receiver.getRequestCount()).isEqualTo(2);
    assertThat(told.get(2)).isEqualTo("DROPPED c the receiver has answered 410 before");
  }
}
