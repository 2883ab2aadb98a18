package dev.dalleserver.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The room of a webhook is free for the next one after every kind of end. */
@Timeout(60)
class WebhookRoomTest {
  private static final Supplier<byte[]> BODY = () -> "{}".getBytes(StandardCharsets.UTF_8);

  private final MockWebServer receiver = new MockWebServer();
  private final Map<String, String> ended = new ConcurrentHashMap<>();
  private WebhookSender sender;
  private int sent;

  @BeforeEach
  void start() throws IOException {
    receiver.start();
    sender = sender(Duration.ofMinutes(1));
  }

  /** One with room for a single webhook, which takes so long for an attempt at most. */
  private WebhookSender sender(Duration call) {
    return new WebhookSender(
        new UrlRules(
            "callback",
            Optional.of(receiver.url("/")),
            host -> List.of(InetAddress.getByName("127.0.0.1"))),
        Optional::empty,
        new DeliveryPolicy(1, 2, Duration.ofMillis(1), call, Duration.ZERO),
        Clock.systemUTC(),
        () -> 0.5,
        new WebhookListener() {
          @Override
          public void onRetry(Webhook webhook, String reason, Duration pause) {}

          @Override
          public void onEnd(Webhook webhook, Outcome outcome, String reason) {
            ended.put(webhook.id(), outcome + " " + reason);
          }
        },
        OutboundNetwork.ofTheJvm());
  }

  @AfterEach
  void stop() {
    sender.close();
    receiver.close();
  }

  private void answer(int... statuses) {
    for (int status : statuses) {
      receiver.enqueue(new MockResponse.Builder().code(status).build());
    }
  }

  private String outcomeOf(String url, Supplier<byte[]> body) {
    String id = "msg_" + ++sent;
    sender.send(new Webhook(id, URI.create(url), body));
    Waiting.until(() -> ended.containsKey(id));
    // Reported after the room was released.
    assertThat(sender.waiting()).as("waiting after %s", ended.get(id)).isZero();
    return String.valueOf(ended.get(id));
  }

  private String outcomeOf(String path) {
    return outcomeOf(receiver.url(path).toString(), BODY);
  }

  private void assertTheNextIsSent() {
    answer(204);
    assertThat(outcomeOf("/next")).isEqualTo("SENT ");
  }

  @Test
  void a_body_that_cannot_be_written() {
    Supplier<byte[]> broken =
        () -> {
          throw new IllegalStateException("secret words");
        };
    assertThat(outcomeOf(receiver.url("/").toString(), broken))
        .isEqualTo("FAILED internal error: an unexpected fault");
    assertTheNextIsSent();
  }

  @Test
  void a_body_whose_writing_breaks_the_machine() {
    Supplier<byte[]> broken =
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
          throw new StackOverflowError();
        };
    for (int i = 0; i < 5; i++) {
      assertThat(outcomeOf(receiver.url("/").toString(), broken))
          .isEqualTo("FAILED internal error");
    }
    assertTheNextIsSent();
  }

  @Test
  void a_receiver_that_refuses_or_fails_or_is_gone() {
    answer(400);
    assertThat(outcomeOf("/refuses")).startsWith("FAILED");
    answer(500, 500);
    assertThat(outcomeOf("/fails")).startsWith("FAILED");
    answer(410);
    assertThat(outcomeOf("/gone")).startsWith("FAILED");
    assertThat(outcomeOf("/gone")).startsWith("DROPPED");
    assertTheNextIsSent();
  }

  @Test
  void a_receiver_that_may_not_be_called_or_has_no_host() {
    assertThat(outcomeOf("https://10.0.0.8/", BODY)).startsWith("FAILED");
    assertThat(outcomeOf("ftp://hooks.example/", BODY)).startsWith("FAILED");
    assertThat(outcomeOf("nowhere", BODY)).startsWith("FAILED");
    assertTheNextIsSent();
  }

  @Test
  void a_receiver_that_hangs_up() {
    for (int i = 0; i < 2; i++) {
      receiver.enqueue(
          new MockResponse.Builder()
              .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
              .build());
    }
    assertThat(outcomeOf("/hangs-up")).startsWith("FAILED no answer");
    assertTheNextIsSent();
  }

  @Test
  void a_receiver_that_says_nothing() {
    sender.close();
    sender = sender(Duration.ofMillis(100));
    for (int i = 0; i < 2; i++) {
      receiver.enqueue(
          new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    }
    assertThat(outcomeOf("/says-nothing")).startsWith("FAILED no answer");
  }
}
