package dev.dalleserver.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.webhooks.WebhookListener.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
  private static final String BODY = "{\"type\":\"run.completed\",\"data\":{\"ü\":1}}";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.9Z");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final MockWebServer receiver = new MockWebServer();
  private final CountDownLatch answers = new CountDownLatch(1);
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<String> retried = new CopyOnWriteArrayList<>();
  private WebhookSender sender;

  @BeforeEach
  void set_up() throws IOException {
    receiver.start();
    sender =
        sender(new DeliveryPolicy(1000, 3, Duration.ofMillis(1), LONG, LONG), receiver.url("/"));
  }

  @AfterEach
  void close() {
    answers.countDown();
    sender.close();
    receiver.close();
  }

  private WebhookSender sender(DeliveryPolicy delivery, HttpUrl configured) {
    WebhookListener listener =
        new WebhookListener() {
          @Override
          public void onRetry(Webhook webhook, String reason, Duration pause) {
            retried.add(reason + ", again after " + pause.toNanos() + " ns");
          }

          @Override
          public void onEnd(Webhook webhook, Outcome outcome, String reason) {
            ended.add(webhook.id() + " " + outcome + " " + reason);
          }
        };
    return new WebhookSender(
        new UrlRules(
            "callback",
            Optional.ofNullable(configured),
            host -> List.of(InetAddress.getByName("127.0.0.1"))),
        () -> Optional.of(WebhookSigner.of(SECRET)),
        delivery,
        Clock.fixed(NOW, ZoneOffset.UTC),
        () -> 0.5,
        listener,
        OutboundNetwork.ofTheJvm());
  }

  private Webhook webhook(String id, String url) {
    return new Webhook(id, URI.create(url), () -> BODY.getBytes(StandardCharsets.UTF_8));
  }

  private Webhook webhook(String id) {
    return webhook(id, receiver.url("/hook?secret=1").toString());
  }

  private void answer(int... statuses) {
    for (int status : statuses) {
      receiver.enqueue(new MockResponse.Builder().code(status).build());
    }
  }

  /** The receiver takes every request and says nothing until the test ends. */
  private void hang() {
    receiver.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            answers.await();
            return new MockResponse.Builder().code(204).build();
          }
        });
  }

  private void send(Webhook webhook) {
    sender.send(webhook);
    Waiting.until(() -> ended.stream().anyMatch(line -> line.startsWith(webhook.id() + " ")));
  }

  @Test
  void is_signed_as_the_standard_says() throws Exception {
    answer(204);

    send(webhook("msg_1"));

    RecordedRequest request = receiver.takeRequest(30, TimeUnit.SECONDS);
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getTarget()).isEqualTo("/hook?secret=1");
    assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
    assertThat(request.getHeaders().get("webhook-id")).isEqualTo("msg_1");
    assertThat(request.getHeaders().get("webhook-timestamp"))
        .isEqualTo(Long.toString(NOW.getEpochSecond()));
    assertThat(request.getBody().utf8()).isEqualTo(BODY);
    // By hand, from the specification: HMAC-SHA256 of "id.timestamp.body" under the decoded key.
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    byte[] signed = ("msg_1." + NOW.getEpochSecond() + "." + BODY).getBytes(StandardCharsets.UTF_8);
    assertThat(request.getHeaders().get("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
    assertThat(ended).containsExactly("msg_1 SENT ");
  }

  @Test
  void a_known_message_has_the_signature_that_other_implementations_give_it() {
    // Example of the Standard Webhooks repository's test vectors.
    String signature =
        WebhookSigner.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 408, 429})
  void is_tried_again_with_the_same_id(int status) throws Exception {
    answer(status, status, 200);

    send(webhook("msg_2"));

    assertThat(receiver.getRequestCount()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      assertThat(receiver.takeRequest(30, TimeUnit.SECONDS).getHeaders().get("webhook-id"))
          .isEqualTo("msg_2");
    }
    // Three quarters of what a pause may be at most, by the random number of this test.
    assertThat(retried)
        .containsExactly(
            "the receiver answered " + status + ", again after 750000 ns",
            "the receiver answered " + status + ", again after 3000000 ns");
    assertThat(ended).containsExactly("msg_2 SENT ");
  }

  @Test
  void a_receiver_that_hangs_up_is_tried_again() {
    receiver.enqueue(
        new MockResponse.Builder()
            .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
            .build());
    answer(200);

    send(webhook("msg_9"));

    assertThat(retried).singleElement().asString().startsWith("no answer: unexpected end");
    assertThat(ended).containsExactly("msg_9 SENT ");
  }

  @Test
  void a_receiver_that_closes_its_connections_gets_everything_at_the_first_attempt() {
    for (int i = 0; i < 5; i++) {
      receiver.enqueue(
          new MockResponse.Builder()
              .code(200)
              .body("taken")
              .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
              .build());
      send(webhook("msg_closed" + i));
    }

    assertThat(receiver.getRequestCount()).isEqualTo(5);
    assertThat(retried).isEmpty();
    assertThat(ended).hasSize(5).allMatch(line -> line.endsWith(" SENT "));
  }

  @Test
  void why_there_is_no_answer_is_told_without_what_is_the_receivers_secret() {
    sender.close();
    // No program listens there.
    HttpUrl nobody = HttpUrl.get("http://127.0.0.1:1/hook?secret=1");
    sender = sender(new DeliveryPolicy(9, 1, LONG, LONG, Duration.ZERO), nobody);

    send(webhook("msg_11", nobody.toString()));

    assertThat(ended)
        .singleElement()
        .asString()
        .startsWith("msg_11 FAILED no answer: Failed to connect to /127.0.0.1:1")
        .doesNotContain("/hook", "secret");
  }

  @Test
  void a_receiver_that_says_nothing_is_left_after_a_while() {
    sender.close();
    sender =
        sender(
            new DeliveryPolicy(9, 1, LONG, Duration.ofMillis(200), Duration.ZERO),
            receiver.url("/"));
    hang();

    send(webhook("msg_10"));

    assertThat(ended).singleElement().asString().startsWith("msg_10 FAILED no answer: ");
  }

  @Test
  void a_receiver_that_hangs_does_not_hold_up_others() {
    sender.close();
    Duration never = Duration.ofHours(9);
    sender = sender(new DeliveryPolicy(9, 1, LONG, never, Duration.ZERO), receiver.url("/"));
    receiver.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            if (request.getTarget().equals("/slow")) {
              answers.await();
            }
            return new MockResponse.Builder().code(204).build();
          }
        });
    sender.send(webhook("msg_slow", receiver.url("/slow").toString()));
    Waiting.until(() -> receiver.getRequestCount() == 1);

    send(webhook("msg_quick"));

    assertThat(ended).containsExactly("msg_quick SENT ");
  }

  @Test
  void what_is_to_be_tried_again_waits_while_others_are_sent() {
    sender.close();
    Duration never = Duration.ofHours(9);
    sender = sender(new DeliveryPolicy(99, 9, never, LONG, Duration.ZERO), receiver.url("/"));
    answer(500);
    sender.send(webhook("msg_late"));
    Waiting.until(() -> !retried.isEmpty());

    for (int i = 0; i < 10; i++) {
      answer(204);
      send(webhook("msg_other" + i));
    }

    assertThat(receiver.getRequestCount()).isEqualTo(11);
    assertThat(ended).hasSize(10).noneMatch(line -> line.startsWith("msg_late"));
    assertThat(sender.waiting()).isEqualTo(1);
  }

  @Test
  void is_given_up_after_so_many_attempts() {
    answer(500, 500, 500, 200);

    send(webhook("msg_3"));

    assertThat(receiver.getRequestCount()).isEqualTo(3);
    assertThat(ended).containsExactly("msg_3 FAILED the receiver answered 500, 3 times");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 413, 422})
  void is_not_tried_again_when_the_receiver_refuses_it(int status) {
    answer(status, 200);

    send(webhook("msg_4"));

    assertThat(receiver.getRequestCount()).isEqualTo(1);
    assertThat(ended).containsExactly("msg_4 FAILED the receiver answered " + status);
  }

  @Test
  void a_receiver_that_is_gone_is_not_called_again() {
    answer(410, 200);

    send(webhook("msg_5"));
    send(webhook("msg_6"));

    assertThat(receiver.getRequestCount()).isEqualTo(1);
    assertThat(ended.get(1)).startsWith("msg_6 DROPPED");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void redirects_are_not_followed(int status) {
    receiver.enqueue(
        new MockResponse.Builder().code(status).addHeader("Location", "/elsewhere").build());
    answer(200);

    send(webhook("msg_7"));

    assertThat(receiver.getRequestCount()).isEqualTo(1);
    assertThat(ended).containsExactly("msg_7 FAILED the receiver answered " + status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example/resolves-to-loopback",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "http://hooks.example/"
      })
  void nothing_is_dialled_that_is_not_public(String url) {
    String there = url.replaceFirst("(https?://[^/]+)", "$1:" + receiver.getPort());

    send(webhook("msg_8", there));

    assertThat(receiver.getRequestCount()).isZero();
    assertThat(ended).singleElement().asString().startsWith("msg_8 FAILED the callback ");
    assertThat(retried).isEmpty();
  }

  @Test
  void what_finds_no_room_is_dropped_at_once() {
    sender.close();
    sender =
        sender(
            new DeliveryPolicy(5, 1, Duration.ofMillis(1), LONG, Duration.ZERO), receiver.url("/"));
    hang();

    for (int i = 0; i < 8; i++) {
      sender.send(webhook("msg_" + i));
    }

    // No receiver has answered yet, and this thread has not waited for one.
    assertThat(ended)
        .containsExactly(
            "msg_5 DROPPED too many webhooks are waiting",
            "msg_6 DROPPED too many webhooks are waiting",
            "msg_7 DROPPED too many webhooks are waiting");
    assertThat(sender.waiting()).isEqualTo(5);
  }

  @Test
  void what_waits_when_the_server_stops_is_told_as_dropped() {
    sender.close();
    sender = sender(new DeliveryPolicy(9, 9, LONG, LONG, Duration.ofMillis(50)), receiver.url("/"));
    answer(500);
    sender.send(webhook("msg_late"));
    Waiting.until(() -> !retried.isEmpty());
    hang();
    sender.send(webhook("msg_hung"));
    Waiting.until(() -> receiver.getRequestCount() == 2);

    sender.close();

    assertThat(ended)
        .containsExactlyInAnyOrder(
            "msg_late DROPPED the server stops", "msg_hung DROPPED the server stops");
    assertThat(sender.waiting()).isZero();
  }

  @Test
  void what_has_not_been_tried_when_the_server_stops_still_is() {
    answer(204, 204, 204);
    for (String id : List.of("msg_a", "msg_b", "msg_c")) {
      sender.send(webhook(id));
    }

    sender.close();

    assertThat(ended).containsExactlyInAnyOrder("msg_a SENT ", "msg_b SENT ", "msg_c SENT ");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void a_busy_receiver_is_left_alone_as_long_as_it_asks_for_and_an_hour_at_most(int status) {
    for (String asked : List.of("30", "86400")) {
      receiver.enqueue(
          new MockResponse.Builder().code(status).addHeader("Retry-After", asked).build());
      sender.send(webhook("msg_" + asked));
      Waiting.until(() -> retried.stream().anyMatch(line -> line.startsWith("the receiver")));
      Duration pause = asked.equals("30") ? Duration.ofSeconds(30) : Duration.ofHours(1);

      assertThat(retried)
          .containsExactly(
              "the receiver answered " + status + ", again after " + pause.toNanos() + " ns");
      retried.clear();
    }
  }

  @Test
  void a_receiver_that_asks_for_less_than_the_usual_pause_or_is_not_busy_gets_that_pause() {
    receiver.enqueue(new MockResponse.Builder().code(500).addHeader("Retry-After", "3600").build());
    answer(204);

    send(webhook("msg_1"));

    assertThat(ended).containsExactly("msg_1 SENT ");
    assertThat(DeliveryPolicy.DEFAULT.pause(4, 0, Duration.ofSeconds(1)))
        .isEqualTo(Duration.ofSeconds(96));
  }

  @Test
  void pauses_grow_and_are_never_the_same_for_all() {
    DeliveryPolicy delivery = DeliveryPolicy.DEFAULT;

    assertThat(delivery.pause(1, 0, Duration.ZERO)).isEqualTo(Duration.ofMillis(1500));
    assertThat(delivery.pause(1, 0.999, Duration.ZERO))
        .isBetween(Duration.ofMillis(2990), Duration.ofSeconds(3));
    assertThat(delivery.pause(4, 0, Duration.ZERO)).isEqualTo(Duration.ofSeconds(96));
  }
}
