package dev.dalleserver.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.net.ProxyExceptions;
import dev.dalleserver.net.ProxyServer;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookCallerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private static Webhook webhook(String receiver) {
    return new Webhook("msg_1", URI.create(receiver), () -> new byte[] {'{', '}'});
  }

  private static WebhookCaller caller(UrlRules rules) {
    return new WebhookCaller(
        rules,
        Optional::empty,
        CLOCK,
        new DeliveryPolicy(1, 1, LONG, LONG, Duration.ZERO),
        OutboundNetwork.ofTheJvm());
  }

  private static String failure(String receiver, String words) {
    UrlRules rules = new UrlRules("callback", Optional.empty(), host -> unknown(words));
    try (WebhookCaller caller = caller(rules)) {
      return ((DeliveryAttempt.Retry) caller.call(webhook(receiver))).reason();
    }
  }

  private static List<InetAddress> unknown(String words) throws UnknownHostException {
    throw new UnknownHostException(words);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/hook, nothing at /hook here",
    "https://example.org/hook?secret=1, nothing at secret=1 here",
    "https://example.org/?secret=1, nothing at secret=1 here"
  })
  void a_fault_that_repeats_the_receivers_secret_is_not_told_in_its_words(
      String receiver, String words) {
    assertThat(failure(receiver, words)).isEqualTo("no answer: the connection failed");
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/, example.org: no such name/host",
    "https://example.org/hook, example.org: no such name",
    "https://example.org, no name/host"
  })
  void other_faults_are_told_in_their_own_words(String receiver, String words) {
    assertThat(failure(receiver, words)).isEqualTo("no answer: " + words);
  }

  @ParameterizedTest
  @CsvSource({
    "200, 'Delivered[]'",
    "299, 'Delivered[]'",
    "408, 'Retry[reason=the receiver answered 408, asked=PT0S]'",
    "429, 'Retry[reason=the receiver answered 429, asked=PT0S]'",
    "500, 'Retry[reason=the receiver answered 500, asked=PT0S]'",
    "499, 'Refused[reason=the receiver answered 499, permanent=false]'",
    "410, 'Refused[reason=the receiver answered 410, permanent=true]'"
  })
  void the_status_says_whether_another_attempt_helps(int status, String attempt) throws Exception {
    try (MockWebServer receiver = new MockWebServer()) {
      receiver.start();
      receiver.enqueue(new MockResponse.Builder().code(status).build());
      UrlRules own = UrlRules.of("callback", Optional.of(receiver.url("/").uri()));
      try (WebhookCaller caller = caller(own)) {
        assertThat(caller.call(webhook(receiver.url("/hook").toString()))).hasToString(attempt);
      }
    }
  }

  @Test
  void a_proxy_is_for_the_operators_receiver_and_for_none_that_a_client_names() throws Exception {
    try (MockWebServer proxy = new MockWebServer()) {
      proxy.start();
      proxy.enqueue(new MockResponse.Builder().code(200).build());
      Optional<ProxyServer> server = ProxyServer.parse("localhost:" + proxy.getPort());
      OutboundNetwork network = OutboundNetwork.of(server, server, ProxyExceptions.NONE, List.of());
      UrlRules rules =
          new UrlRules(
              "callback",
              Optional.of(HttpUrl.get("http://hooks.example/own")),
              host -> unknown("no such name"));
      DeliveryPolicy once = new DeliveryPolicy(1, 1, LONG, LONG, Duration.ZERO);
      try (WebhookCaller caller = new WebhookCaller(rules, Optional::empty, CLOCK, once, network)) {
        assertThat(caller.call(webhook("http://hooks.example/own"))).hasToString("Delivered[]");
        assertThat(caller.call(webhook("https://clients.example/")))
            .hasToString("Retry[reason=no answer: no such name, asked=PT0S]");
      }
      assertThat(proxy.getRequestCount()).isEqualTo(1);
      assertThat(proxy.takeRequest().getRequestLine()).startsWith("POST http://hooks.example/own ");
    }
  }

  @Test
  void logs_show_the_receivers_host_and_not_its_secret() {
    assertThat(webhook("https://example.org/hook?secret=1"))
        .hasToString("Webhook[id=msg_1, host=example.org]");
  }

  @Test
  void without_a_secret_nothing_is_signed() throws Exception {
    try (MockWebServer receiver = new MockWebServer()) {
      receiver.start();
      receiver.enqueue(new MockResponse.Builder().code(200).build());
      UrlRules own = UrlRules.of("callback", Optional.of(receiver.url("/").uri()));
      try (WebhookCaller caller = caller(own)) {
        caller.call(webhook(receiver.url("/hook").toString()));
      }
      RecordedRequest request = receiver.takeRequest();
      assertThat(request.getHeaders().get("webhook-signature")).isNull();
      assertThat(request.getHeaders().get("webhook-timestamp")).isEqualTo("0");
    }
  }
}
