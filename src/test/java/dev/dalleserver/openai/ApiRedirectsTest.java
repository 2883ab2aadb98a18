package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.JobException;
import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects of the API itself, and base URLs that lead to nothing. */
class ApiRedirectsTest {
  private final Rig rig = new Rig();
  private final MockWebServer other = new MockWebServer();

  @BeforeEach
  void listen() throws IOException {
    other.start();
  }

  @AfterEach
  void close() {
    rig.close();
    other.close();
  }

  private static MockResponse redirect(int status, String to) {
    return new MockResponse.Builder().code(status).setHeader("Location", to).build();
  }

  private static JobException failure(Rig rig) {
    return catchThrowableOfType(JobException.class, rig::paint);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void on_the_same_server_method_body_and_key_go_along(int status) throws Exception {
    rig.answer(redirect(status, "/v2/images/generations/?a=b"), Rig.picture());
    assertThat(rig.paint().mode()).isEqualTo("b64_json");
    RecordedRequest first = rig.server.takeRequest();
    RecordedRequest second = rig.server.takeRequest();
    assertThat(second.getRequestLine()).startsWith("POST /v2/images/generations/?a=b ");
    assertThat(second.getBody()).isEqualTo(first.getBody());
    assertThat(second.getHeaders().get("Authorization")).isEqualTo("Bearer " + Rig.KEY);
    assertThat(rig.provider.status().possiblyBilledTwice()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void to_another_server_none_is_followed_and_its_target_is_named(int status) {
    String target = other.url("/v1/images/generations?sig=hidden").toString();
    rig.answer(redirect(status, target));
    assertThat(failure(rig))
        .hasMessageContaining("answered " + status)
        .hasMessageContaining(target.replaceFirst("\\?.*", ""))
        .hasMessageNotContaining("hidden");
    assertThat(other.getRequestCount()).isZero();
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"303, by another method", "300, by another method", "305, by another method"})
  void that_ask_for_another_method_are_not_followed(int status, String why) {
    rig.answer(redirect(status, "/v2/images/generations"));
    assertThat(failure(rig)).hasMessageContaining(why).hasMessageContaining("/v2/images");
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ftp://x/y", "http://"})
  void without_a_target_they_are_said_to_be(String location) {
    rig.answer(redirect(301, location));
    assertThat(failure(rig)).hasMessageContaining("without a valid target");
  }

  @Test
  void in_a_circle_they_end() {
    rig.always(redirect(308, "/v1/images/generations"));
    assertThat(failure(rig)).hasMessageContaining("more than 3 times");
    assertThat(rig.server.getRequestCount()).isEqualTo(4);
  }

  private static MockResponse page(int status) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "text/html")
        .body("<html>hello</html>")
        .build();
  }

  private static Rig without(String path) {
    return new Rig(
        settings -> TestSettings.withBaseUrl(settings, settings.baseUrl().replace("/v1", path)));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 200})
  void a_base_url_without_version_is_named_when_nothing_is_there(int status) {
    try (Rig bare = without("")) {
      bare.answer(page(status));
      String base = "http://localhost:" + bare.server.getPort();
      assertThat(failure(bare)).hasMessageEndingWith("try " + base + "/v1");
    }
  }

  @Test
  void with_a_version_the_url_that_was_called_is_named() {
    rig.answer(page(404));
    assertThat(failure(rig))
        .hasMessageEndingWith(
            "the URL was http://localhost:" + rig.server.getPort() + "/v1/images/generations");
  }

  @Test
  void an_unknown_model_is_not_blamed_on_the_base_url() {
    try (Rig bare = without("")) {
      bare.answer(Rig.error(404, "model_not_found", "The model x does not exist"));
      assertThat(failure(bare)).hasMessageNotContaining("try http");
    }
  }
}
