package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where providers are, with which keys, and what a start says about it. */
class ProviderSettingsTest {
  @TempDir Path folder;
  private Loading start;

  @BeforeEach
  void set_up() {
    start = new Loading(folder);
  }

  @Nested
  class TheBaseUrl {
    @ParameterizedTest
    @CsvSource({
      "http://h:1/v1, http://h:1/v1",
      "http://h:1/v1/, http://h:1/v1",
      "http://h:1//, http://h:1",
      "http://h:1/v1?, http://h:1/v1",
      "http://h:1/v1/images/generations, http://h:1/v1",
      "http://h:1/v1/images/generations/, http://h:1/v1",
      "http://h:1/v1//chat/completions, http://h:1/v1",
      "http://h:1/v1/models, http://h:1/v1",
      "http://h:1/my/models/v1, http://h:1/my/models/v1",
      "https://r.openai.azure.com/openai/v1/?api-version=preview,"
          + " https://r.openai.azure.com/openai/v1?api-version=preview",
      "https://r.openai.azure.com/openai/deployments/d/images/generations?api-version=2025-04-01,"
          + " https://r.openai.azure.com/openai/deployments/d?api-version=2025-04-01"
    })
    void is_cut_back_to_what_paths_are_appended_to(String given, String used) {
      assertThat(start.settings("--openai-base-url=" + given).openAi().baseUrl())
          .isEqualTo(URI.create(used));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://h/v1?key=1",
          "https://h/v1?api-version=1&key=2",
          "https://h/v1?api-version=",
          "https://h/v1?api-version=a b",
          "https://h/v1#x"
        })
    void takes_no_other_query(String given) {
      assertThat(start.problems("--openai-base-url=" + given))
          .singleElement()
          .asString()
          .contains("api-version");
    }

    @Test
    void says_when_it_was_a_whole_endpoint() {
      assertThat(
              start
                  .with("OPENAI_API_KEY", "sk-1")
                  .warnings("--openai-base-url=https://h/v1/images/generations"))
          .containsExactly(
              "--openai-base-url: it names an endpoint; used as the base: https://h/v1");
    }

    @Test
    void says_when_a_known_server_needs_a_path() {
      start.with("OPENAI_API_KEY", "sk-1");
      assertThat(start.warnings("--openai-base-url=https://api.openai.com"))
          .singleElement()
          .asString()
          .endsWith("try https://api.openai.com/v1");
      assertThat(start.warnings("--openai-base-url=https://r.openai.azure.com/"))
          .singleElement()
          .asString()
          .endsWith("try https://r.openai.azure.com/openai/v1");
      assertThat(start.warnings("--openai-base-url=https://r.openai.azure.com?api-version=1"))
          .isEmpty();
    }

    @Test
    void without_a_key_is_said_to_be_unused_with_the_remedy() {
      assertThat(start.warnings("--openai-base-url=http://127.0.0.1:1/v1")).isEmpty();
      assertThat(start.settings("--openai-base-url=http://127.0.0.1:1/v1").startWarnings())
          .singleElement()
          .asString()
          .startsWith("OPENAI_BASE_URL: not used, since there is no key")
          .contains("OPENAI_API_KEY", "none");
      for (String choice : new String[] {"offline", "openai"}) {
        String[] flags = {"--openai-base-url=http://h:1/v1", "--image-provider=" + choice};
        assertThat(start.settings(flags).startWarnings()).isEmpty();
      }
      assertThat(start.settings().startWarnings()).isEmpty();
    }
  }

  @Nested
  class TheKeyNone {
    @Test
    void makes_a_server_without_keys_paint_for_all_who_reach_this_one() {
      start.with("OPENAI_API_KEY", "none").with("OPENAI_BASE_URL", "http://gpu.local:8080/v1");
      Settings settings = start.settings("--host=0.0.0.0");
      assertThat(settings.effectiveImageProvider()).isEqualTo(ImageProviderChoice.OPENAI);
      assertThat(start.warnings()).isEmpty();
    }

    @Test
    void is_refused_for_the_public_api() {
      start.with("OPENAI_API_KEY", "none");
      assertThat(start.problems()).singleElement().asString().contains("OPENAI_BASE_URL");
    }
  }

  @Nested
  class TheEnhancementEndpoint {
    private ProviderSettings openAi(String... flags) {
      return start.settings(flags).openAi();
    }

    @Test
    void is_that_of_images_by_default() {
      start.with("OPENAI_API_KEY", "sk-main").with("OPENAI_BASE_URL", "http://127.0.0.1:1/v1");
      assertThat(openAi().enhancementBaseUrl()).isEqualTo(URI.create("http://127.0.0.1:1/v1"));
      assertThat(openAi().enhancementApiKey()).isEqualTo(Secret.of("sk-main"));
    }

    @Test
    void gets_the_key_of_images_on_the_same_server_only() {
      start.with("OPENAI_API_KEY", "sk-main").with("OPENAI_BASE_URL", "http://127.0.0.1:1/v1");
      assertThat(openAi("--enhancement-base-url=http://127.0.0.1:1/v2").enhancementApiKey())
          .isEqualTo(Secret.of("sk-main"));
      for (String other :
          new String[] {
            "http://127.0.0.1:2/v1", "https://127.0.0.1:1/v1", "http://localhost:1/v1"
          }) {
        assertThat(openAi("--enhancement-base-url=" + other).enhancementApiKey())
            .as(other)
            .isEmpty();
        assertThat(start.warnings("--enhancement-base-url=" + other))
            .singleElement()
            .asString()
            .contains("no key is sent there", "--enhancement-api-key-file");
      }
    }

    @Test
    void has_a_key_of_its_own_from_a_variable_or_a_file() {
      start.with("OPENAI_API_KEY", "sk-main").file("f", "sk-chat\n");
      assertThat(openAi("--enhancement-api-key-file=f").enhancementApiKey())
          .isEqualTo(Secret.of("sk-chat"));
      start.with("ENHANCEMENT_API_KEY", "Bearer sk-other");
      assertThat(openAi().enhancementApiKey()).isEqualTo(Secret.of("sk-other"));
      assertThat(openAi().apiKey()).isEqualTo(Secret.of("sk-main"));
      start.with("TB_DALLE_ENHANCEMENT_API_KEY", "none");
      assertThat(openAi().enhancementApiKey().map(Secret::isNone)).contains(true);
    }

    @Test
    void is_used_beside_the_built_in_painter() {
      Settings settings = start.settings("--enhancement-base-url=http://127.0.0.1:1/v1");
      assertThat(settings.effectiveImageProvider()).isEqualTo(ImageProviderChoice.OFFLINE);
      assertThat(settings.usesRemoteProvider()).isTrue();
      assertThat(start.settings().usesRemoteProvider()).isFalse();
    }

    @Test
    void has_a_key_that_is_not_for_everyone() {
      start.with("ENHANCEMENT_API_KEY", "sk-chat");
      assertThat(start.problems("--host=0.0.0.0")).singleElement().asString().contains("--host");
    }
  }

  @Nested
  class Proxies {
    @Test
    void are_read_in_both_cases_and_the_lower_one_wins() {
      start.with("HTTPS_PROXY", "http://upper:1").with("http_proxy", "lower:2");
      NetworkSettings network = start.settings().network();
      assertThat(network.forHttps().orElseThrow().place()).isEqualTo("upper:1");
      assertThat(network.forHttp().orElseThrow().place()).isEqualTo("lower:2");
      start.with("https_proxy", "http://lower:1");
      assertThat(start.settings().network().forHttps().orElseThrow().place()).isEqualTo("lower:1");
    }

    @Test
    void for_all_stand_in_for_the_two_others() {
      start.with("ALL_PROXY", "socks5://all").with("HTTP_PROXY", "http://http:1");
      NetworkSettings network = start.settings().network();
      assertThat(network.forHttps().orElseThrow().place()).isEqualTo("all:1080");
      assertThat(network.forHttp().orElseThrow().place()).isEqualTo("http:1");
    }

    @Test
    void that_cannot_be_spoken_to_end_only_a_start_that_would_use_them() {
      start.with("HTTPS_PROXY", "https://me:secret@proxy");
      assertThat(start.settings().network().forHttps()).isPresent();
      start.with("OPENAI_API_KEY", "sk-1");
      assertThat(start.problems())
          .singleElement()
          .asString()
          .startsWith("HTTPS_PROXY: got a proxy over https; accepted: ")
          .doesNotContain("secret");
    }

    @Test
    void are_not_on_the_command_line_where_their_password_would_be_seen() {
      assertThat(start.problems("--https-proxy=http://me:secret@proxy"))
          .singleElement()
          .asString()
          .contains("HTTPS_PROXY")
          .doesNotContain("secret", "-file");
    }
  }

  @Test
  void organization_and_project_are_read() {
    start.with("OPENAI_ORG_ID", "org-1").with("OPENAI_PROJECT_ID", "proj_1");
    assertThat(start.settings().openAi().organization()).isEqualTo(Optional.of("org-1"));
    assertThat(start.settings().openAi().project()).isEqualTo(Optional.of("proj_1"));
  }
}
