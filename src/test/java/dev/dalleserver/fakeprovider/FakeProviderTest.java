package dev.dalleserver.fakeprovider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void tells_errors_in_any_form_and_refuses_what_it_is_told_to() throws Exception {
    try (FakeProvider fake = new FakeProvider(0, Map.of("form", "xml", "message", "no luck"))) {
      String images = fake.baseUrl() + "/images/generations";
      assertThat(post(images, "{}").body()).contains("<Message>no luck</Message>");

      fake.behave(Map.of("refuses", "quality", "form", "detail", "status", "422"));
      HttpResponse<String> refused = post(images, "{\"quality\":\"high\"}");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("{\"detail\":\"Unknown parameter: 'quality'.\"}");
      assertThat(post(images, "{\"size\":\"64x64\"}").statusCode()).isEqualTo(200);

      fake.behave(Map.of("min-pixels", "5000", "sizes", "64x64,128x128"));
      assertThat(post(images, "{\"size\":\"64x64\"}").body()).contains("at least 5000 pixels");
      assertThat(post(images, "{\"size\":\"64x128\"}").body()).contains("one of ['64x64',");
      assertThat(post(images, "{\"size\":\"128x128\"}").statusCode()).isEqualTo(200);

      fake.behave(Map.of("chat", "think"));
      String chat = fake.baseUrl() + "/chat/completions";
      assertThat(post(chat, "{\"messages\":[{},{\"content\":\"a fox\"}]}").body())
          .contains("</think>\\n\\nEnhanced: a fox");
    }
  }

  @Test
  void sends_any_picture_and_says_when_it_has(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("any"), "bytes of any kind");
    CountDownLatch sent = new CountDownLatch(1);
    try (FakeProvider fake = new FakeProvider(0, Map.of("body", "file:" + file))) {
      fake.whenPictureSent(sent::countDown);
      String images = fake.baseUrl() + "/images/generations";

      assertThat(post(images, "{}").body())
          .contains(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
      assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();

      fake.behave(Map.of("body", "noise"));
      assertThat(post(images, "{\"size\":\"64x64\"}").body())
          .hasSizeGreaterThan(64 * 64 * 3 * 4 / 3);
    }
  }

  @Test
  void is_reached_at_other_places_with_its_key_only() throws Exception {
    try (FakeProvider fake = new FakeProvider(0, Map.of("key", "sk-x"))) {
      String origin = fake.baseUrl().replace("/v1", "");
      assertThat(post(fake.baseUrl() + "/images/generations", "{}").statusCode()).isEqualTo(401);
      fake.behave(Map.of("url-mode", "1", "image-host", "localhost"));
      String azure = origin + "/openai/deployments/d/images/generations?api-version=1";
      assertThat(post(azure, "{}").body())
          .contains(origin.replace("127.0.0.1", "localhost") + "/files/picture.png");
      fake.behave(Map.of("redirect", "308"));
      HttpResponse<String> moved = post(fake.baseUrl() + "/chat/completions", "{}");
      assertThat(moved.statusCode()).isEqualTo(308);
      assertThat(moved.headers().firstValue("Location")).hasValue("/moved/v1/chat/completions");
    }
  }

  @Test
  void each_of_its_switches_is_in_the_catalogue() throws Exception {
    String page = Files.readString(Path.of("docs", "providers.md"));
    String table = page.substring(page.indexOf("<!-- behaviours -->"));
    assertThat(Behaviour.names()).allSatisfy(name -> assertThat(table).contains(name + "="));
  }
}
