package dev.dalleserver.fakeprovider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FakeProviderTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> post(String url, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  @Test
  void changes_its_mind_at_the_control_endpoint() throws Exception {
    try (FakeProvider fake = new FakeProvider(0, Map.of("status", "429", "retry-after", "7"))) {
      String images = fake.baseUrl() + "/images/generations";
      HttpResponse<String> limited = post(images, "{}");
      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(limited.headers().firstValue("Retry-After")).hasValue("7");

      String control = fake.baseUrl().replace("/v1", "/control");
      assertThat(post(control + "?body=nonsense&size=3", "").statusCode()).isEqualTo(400);
      assertThat(post(control + "?latency=10ms&url-mode", "").statusCode()).isEqualTo(200);
      assertThat(post(images, "{\"size\":\"64x32\"}").body()).contains("/files/picture.png?64x32");
      assertThat(fake.calls("image")).isEqualTo(2);
    }
  }
}
