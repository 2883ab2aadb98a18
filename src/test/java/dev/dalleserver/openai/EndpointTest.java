package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.openai.OpenAiSettings.ChatEndpoint;
import dev.dalleserver.openai.OpenAiSettings.Connections;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.resilience.CallLimits;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where calls go, and what they carry. */
class EndpointTest {
  private static final String KEY = "sk-images-0123456789";
  private static final String AZURE = "https://r.openai.azure.com";

  private static OpenAiSettings at(String baseUrl) {
    return TestSettings.of(KEY, baseUrl);
  }

  private static OpenAiSettings at(String baseUrl, String chatUrl, String chatKey) {
    return TestSettings.withConnections(
        at(baseUrl),
        new Connections(
            Optional.of(new ChatEndpoint(chatUrl, ApiKey.parse(chatKey))),
            Optional.of("org-1"),
            Optional.of("proj_1"),
            List.of(),
            OutboundNetwork.ofTheJvm()));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1/v1, http://h:1/v1/images/generations, http://h:1/v1/chat/completions,"
        + " http://h:1/v1/models",
    "http://h:1, http://h:1/images/generations, http://h:1/chat/completions, http://h:1/models",
    AZURE
        + "/openai/v1, "
        + AZURE
        + "/openai/v1/images/generations, "
        + AZURE
        + "/openai/v1/chat/completions, "
        + AZURE
        + "/openai/v1/models",
    AZURE
        + "/openai/v1?api-version=preview, "
        + AZURE
        + "/openai/v1/images/generations?api-version=preview, "
        + AZURE
        + "/openai/v1/chat/completions?api-version=preview, "
        + AZURE
        + "/openai/v1/models?api-version=preview",
    AZURE
        + "?api-version=1, "
        + AZURE
        + "/openai/deployments/gpt-image-2/images/generations?api-version=1, "
        + AZURE
        + "/openai/deployments/gpt-5.4-mini/chat/completions?api-version=1, "
        + AZURE
        + "/openai/models?api-version=1",
    AZURE
        + "/openai/deployments/mine?api-version=1, "
        + AZURE
        + "/openai/deployments/mine/images/generations?api-version=1, "
        + AZURE
        + "/openai/deployments/gpt-5.4-mini/chat/completions?api-version=1, "
        + AZURE
        + "/openai/models?api-version=1"
  })
  void each_form_of_a_base_url_leads_to_its_calls(
      String base, String images, String chat, String models) {
    OpenAiSettings settings = at(base);
    assertThat(Endpoint.ofImages(settings).url("/images/generations")).hasToString(images);
    assertThat(Endpoint.ofChat(settings).url("/chat/completions")).hasToString(chat);
    assertThat(Endpoint.ofImages(settings).modelsUrl()).hasToString(models);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1/v1, false",
    "https://r.openai.azure.com/openai/v1, true",
    "https://r.cognitiveservices.azure.com/openai/v1, true",
    "https://gateway.example/openai/deployments/d?api-version=1, true",
    "https://openai.azure.com.evil.example/openai/v1, false"
  })
  void azure_gets_the_key_in_its_own_header(String base, boolean azure) {
    Endpoint endpoint = Endpoint.ofImages(at(base));
    Request request = endpoint.request(endpoint.url("/x")).build();
    assertThat(request.header("api-key")).isEqualTo(azure ? KEY : null);
    assertThat(request.header("Authorization")).isEqualTo(azure ? null : "Bearer " + KEY);
  }

  @Test
  void a_server_without_keys_gets_no_header() {
    OpenAiSettings settings =
        new OpenAiSettings(
            "http://h:1/v1",
            ApiKey.NONE,
            "chat",
            "image",
            "auto",
            "",
            at("http://h:1/v1").timeouts(),
            new CallLimits(1, 1, 0),
            Connections.plain());
    Endpoint endpoint = Endpoint.ofImages(settings);
    assertThat(endpoint.request(endpoint.url("/x")).build().headers().names())
        .doesNotContain("Authorization", "api-key");
    assertThat(settings.redaction().clean("words stay")).isEqualTo("words stay");
  }

  @Test
  void each_server_gets_its_own_key_and_its_own_account_only() {
    OpenAiSettings settings = at("http://images:1/v1", "http://chat:1/v1", "sk-chat-0123456789");
    Endpoint chat = Endpoint.ofChat(settings);
    Endpoint images = Endpoint.ofImages(settings);
    Request asked = chat.request(chat.url("/chat/completions")).build();
    assertThat(asked.header("Authorization")).isEqualTo("Bearer sk-chat-0123456789");
    assertThat(asked.headers().names()).doesNotContain("OpenAI-Organization", "OpenAI-Project");
    Request painted = images.request(images.url("/images/generations")).build();
    assertThat(painted.header("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(painted.header("OpenAI-Organization")).isEqualTo("org-1");
    assertThat(painted.header("OpenAI-Project")).isEqualTo("proj_1");
    assertThat(settings.redaction().clean("no " + KEY + " and no sk-chat-0123456789"))
        .doesNotContain("0123");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1/v1, http://h:1/v1/x, true",
    "http://h:1/v1, http://H:1/other, true",
    "http://h:1/v1, https://h:1/x, false",
    "http://h:1/v1, http://h:2/x, false",
    "http://h:1/v1, http://i:1/x, false",
    "https://h/v1, https://h:443/x, true"
  })
  void a_key_is_for_one_scheme_host_and_port(String base, String url, boolean same) {
    assertThat(Endpoint.ofImages(at(base)).isServerOf(HttpUrl.get(url))).isEqualTo(same);
  }
}
