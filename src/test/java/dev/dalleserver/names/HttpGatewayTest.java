package dev.dalleserver.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.outbound.UrlRules;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which gateways are asked, and how. */
class HttpGatewayTest {
  private final MockWebServer server = new MockWebServer();
  private HttpGateway gateway;

  @BeforeEach
  void start() throws Exception {
    server.start();
    // The tests' own gateway is one that the operator names; others must be public.
    gateway =
        new HttpGateway(
            new HttpCalls(new OkHttpClient(), NameLimits.DEFAULT.callTimeout()),
            new UrlRules("gateway URL", Optional.of(server.url("/")), Dns.SYSTEM));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void answer(int code, String body) {
    server.enqueue(new MockResponse.Builder().code(code).body(body).build());
  }

  @Test
  void a_template_is_filled_in_and_one_without_data_is_posted_to() throws Exception {
    answer(200, "{\"data\":\"0x0102\"}");
    answer(200, "{\"data\":\"0x03\"}");
    assertThat(
            gateway.fetch(
                List.of(server.url("/") + "{sender}/{data}.json"), "0xab", new byte[] {9}))
        .containsExactly(1, 2);
    assertThat(server.takeRequest().getTarget()).isEqualTo("/0xab/0x09.json");
    assertThat(gateway.fetch(List.of(server.url("/x").toString()), "0xab", new byte[] {9}))
        .containsExactly(3);
    assertThat(server.takeRequest().getBody().utf8()).contains("0x09").contains("0xab");
  }

  @Test
  void the_next_one_is_asked_when_one_is_broken_but_not_when_it_refuses() throws Exception {
    String url = server.url("/a").toString();
    answer(502, "<html>");
    answer(200, "{\"data\":\"0x05\"}");
    assertThat(gateway.fetch(List.of(url, url), "0xab", new byte[0])).containsExactly(5);
    answer(404, "{}");
    answer(200, "{\"data\":\"0x06\"}");
    assertThatThrownBy(() -> gateway.fetch(List.of(url, url), "0xab", new byte[0]))
        .isInstanceOf(NameLookupException.class)
        .hasMessageContaining("404");
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void none_is_asked_at_a_private_address_or_in_another_way_than_https() {
    HttpGateway strict =
        HttpGateway.of(
            new OkHttpClient(), UrlRules.of("gateway URL", Optional.empty()), NameLimits.DEFAULT);
    for (String url :
        List.of(
            "http://gateway.example/{data}",
            "https://127.0.0.1:1/{data}",
            "https://169.254.169.254/{data}",
            "https://localhost/{data}",
            "https://[::1]/{data}",
            "ftp://gateway.example/",
            "x-batch-gateway:true",
            "{data}")) {
      assertThatThrownBy(() -> strict.fetch(List.of(url), "0xab", new byte[] {1}))
          .as(url)
          .isInstanceOf(NameLookupException.class)
          .hasMessageContaining("may not be asked");
    }
    assertThat(server.getRequestCount()).isZero();
  }
}
