package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting that can be given in several ways means the same in each. */
class EveryWayTest {
  private static final String KEY = "sk-very-secret-0123456789";
  private static final String TOKEN = "token-0123456789";
  private static final String SIGNING = "whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz";

  private static final String GRAPH =
      "{\"6\":{\"class_type\":\"X\",\"inputs\":{\"a\":\"{{prompt}}\",\"b\":\"{{seed}}\"}}}";

  @TempDir Path folder;

  /** How something is given: in the environment, in a file, or on the command line. */
  private record Way(String name, Consumer<Loading> preparation, String... flags) {
    Loading in(Path folder) {
      Loading loading = new Loading(folder);
      preparation.accept(loading);
      return loading;
    }

    String[] and(String... more) {
      return Stream.concat(Stream.of(flags), Stream.of(more)).toArray(String[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Way> waysOfAFile(String flag, String content) {
    String variable = "TB_DALLE_" + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    return Stream.of(
        new Way(flag, it -> it.file("f", content), flag + "=f"),
        new Way(variable, it -> it.file("f", content).with(variable, "f")),
        new Way(variable + " in .env", it -> it.file("f", content).file(".env", variable + "=f\n")),
        new Way(
            variable + " in the data directory's .env",
            it -> it.file("f", content).file("data/.env", variable + "=f\n"),
            "--data-dir=data"));
  }

  @Nested
  class TheKey {
    static Stream<Way> ways() {
      Stream<Way> itself =
          Stream.of("OPENAI_API_KEY", "TB_DALLE_OPENAI_API_KEY")
              .flatMap(
                  variable ->
                      Stream.of(
                          new Way(variable, it -> it.with(variable, KEY)),
                          new Way(
                              variable + " in .env",
                              it -> it.file(".env", variable + "=" + KEY + "\n")),
                          new Way(
                              variable + " in the data directory's .env",
                              it -> it.file("data/.env", variable + "=" + KEY + "\n"),
                              "--data-dir=data")));
      return Stream.concat(itself, waysOfAFile("--openai-api-key-file", KEY + "\n"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void makes_the_remote_provider_paint_and_is_not_shown(Way way) {
      Settings settings = way.in(folder).settings(way.and());
      assertThat(settings.openAi().apiKey()).isEqualTo(Secret.of(KEY));
      assertThat(settings.effectiveImageProvider()).isEqualTo(ImageProviderChoice.OPENAI);
      assertThat(settings.toString()).doesNotContain(KEY);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void is_what_the_choice_of_the_remote_provider_needs(Way way) {
      assertThat(new Loading(folder).problems("--image-provider=openai")).hasSize(1);
      way.in(folder).settings(way.and("--image-provider=openai"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void is_not_given_to_all_who_reach_the_server(Way way) {
      assertThat(way.in(folder).problems(way.and("--host=0.0.0.0")))
          .singleElement()
          .asString()
          .startsWith("--host: ")
          .doesNotContain(KEY);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void does_not_travel_in_the_clear_without_a_warning(Way way) {
      assertThat(way.in(folder).warnings(way.and("--openai-base-url=http://pictures.example/v1")))
          .anySatisfy(warning -> assertThat(warning).contains("unencrypted"));
    }
  }

  @Test
  void of_key_and_key_file_in_one_place_the_file_counts() {
    String file = "TB_DALLE_OPENAI_API_KEY_FILE";
    Loading environment =
        new Loading(folder).file("f", KEY).with("OPENAI_API_KEY", "sk-other").with(file, "f");
    assertThat(environment.settings().openAi().apiKey()).isEqualTo(Secret.of(KEY));
    Loading lines = new Loading(folder).file(".env", "OPENAI_API_KEY=sk-other\n" + file + "=f\n");
    assertThat(lines.settings().openAi().apiKey()).isEqualTo(Secret.of(KEY));
  }

  @Nested
  class TheToken {
    static Stream<Way> ways() {
      return waysOfAFile("--api-token-file", TOKEN + "\n");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void is_asked_for_and_lets_the_key_be_reached_from_elsewhere(Way way) {
      Settings settings =
          way.in(folder).with("OPENAI_API_KEY", KEY).settings(way.and("--host=0.0.0.0"));
      assertThat(settings.web().apiTokens()).containsExactly(Secret.of(TOKEN).orElseThrow());
      assertThat(settings.toString()).doesNotContain(TOKEN);
    }
  }

  @Nested
  class TheWebhookSecret {
    static Stream<Way> ways() {
      return waysOfAFile("--webhook-secret-file", SIGNING + "\n");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void signs_what_is_sent(Way way) {
      Loading loading = way.in(folder);
      String[] flags = way.and("--webhook-url=https://hooks.example/");
      WebhookSettings webhook = loading.settings(flags).webhook().orElseThrow();
      assertThat(webhook.secret()).isEqualTo(Secret.of(SIGNING));
      assertThat(loading.warnings(flags)).isEmpty();
    }
  }

  /** A value of every setting that is not its default. */
  private static final Map<String, String> OTHER_VALUES = new LinkedHashMap<>();

  static {
    OTHER_VALUES.put("--host", "localhost");
    OTHER_VALUES.put("--port", "8099");
    OTHER_VALUES.put("--data-dir", "elsewhere");
    OTHER_VALUES.put("--lock-ttl", "7m");
    OTHER_VALUES.put("--workers", "7");
    OTHER_VALUES.put("--queue", "7");
    OTHER_VALUES.put("--collection-workers", "5");
    OTHER_VALUES.put("--generation-slots", "7");
    OTHER_VALUES.put("--failure-hold", "7s");
    OTHER_VALUES.put("--progress-ttl", "7m");
    OTHER_VALUES.put("--image-provider", "offline");
    OTHER_VALUES.put("--skip-image", "true");
    OTHER_VALUES.put("--no-enhance", "true");
    OTHER_VALUES.put("--openai-api-key", KEY);
    OTHER_VALUES.put("--openai-api-key-file", "secret");
    OTHER_VALUES.put("--openai-base-url", "https://pictures.example/v1");
    OTHER_VALUES.put("--openai-org-id", "org-7");
    OTHER_VALUES.put("--openai-project-id", "proj_7");
    OTHER_VALUES.put("--enhancement-base-url", "https://prompts.example/v1");
    OTHER_VALUES.put("--enhancement-api-key", KEY);
    OTHER_VALUES.put("--enhancement-api-key-file", "secret");
    OTHER_VALUES.put("--enhancement-model", "other");
    OTHER_VALUES.put("--image-model", "other");
    OTHER_VALUES.put("--image-quality", "low");
    OTHER_VALUES.put("--image-size", "512x768");
    OTHER_VALUES.put("--image-hosts", "files.local:9000,10.0.0.7");
    OTHER_VALUES.put("--enhance-timeout", "7s");
    OTHER_VALUES.put("--image-timeout", "7m");
    OTHER_VALUES.put("--a1111-base-url", "http://192.168.0.7:7860");
    OTHER_VALUES.put("--comfyui-base-url", "http://192.168.0.7:8188");
    OTHER_VALUES.put("--comfyui-graph-file", "graph.json");
    OTHER_VALUES.put("--sdcpp-base-url", "http://192.168.0.7:1234");
    OTHER_VALUES.put("--image-server-key-file", "secret");
    OTHER_VALUES.put("--archive-runs", "true");
    OTHER_VALUES.put("--daily-image-limit", "7");
    OTHER_VALUES.put("--prices-file", "prices.json");
    OTHER_VALUES.put("--daily-budget", "0.7");
    OTHER_VALUES.put("--images-per-minute", "7");
    OTHER_VALUES.put("--partial-images", "1");
    OTHER_VALUES.put("--webhook-url", "https://hooks.example/x?y=z");
    OTHER_VALUES.put("--webhook-secret-file", "secret");
    OTHER_VALUES.put("--log-level", "debug");
    OTHER_VALUES.put("--api-token-file", "secret");
    OTHER_VALUES.put("--allow-anonymous", "true");
    OTHER_VALUES.put("--cors-origin", "https://a.example,https://b.example");
    OTHER_VALUES.put("--allowed-hosts", "pictures.example,dalle.example");
    OTHER_VALUES.put("--strict-methods", "true");
    OTHER_VALUES.put("--trusted-proxies", "10.0.0.0/8,192.0.2.7");
    OTHER_VALUES.put("--base-path", "/dalle-app");
    OTHER_VALUES.put("--public-url", "https://pictures.example/dalle-app");
    OTHER_VALUES.put("--https-proxy", "http://me:secret@proxy.example:3128");
    OTHER_VALUES.put("--http-proxy", "proxy.example:3128");
    OTHER_VALUES.put("--all-proxy", "socks5://proxy.example");
    OTHER_VALUES.put("--no-proxy", "localhost,.example.org,10.0.0.0/8");
    OTHER_VALUES.put("--ca-file", "secret");
    OTHER_VALUES.put("--image-result-ttl-ms", "7");
    OTHER_VALUES.put("--image-cleanup-interval-ms", "7");
    OTHER_VALUES.put("--avatars-make", "true");
    OTHER_VALUES.put("--ethereum-rpc-url", "https://node.example/v1");
    OTHER_VALUES.put("--database-url", "postgresql://dalle@db.example:5432/dalle");
    OTHER_VALUES.put("--database-password", "correct horse battery");
    OTHER_VALUES.put("--database-password-file", "secret");
    OTHER_VALUES.put("--database-listen-url", "postgresql://dalle@db.example:5433/dalle");
    OTHER_VALUES.put("--bucket", "s3://pictures/of/us");
    OTHER_VALUES.put("--s3-endpoint", "https://store.example");
    OTHER_VALUES.put("--s3-region", "eu-central-1");
    OTHER_VALUES.put("--s3-path-style", "true");
    OTHER_VALUES.put("--node-name", "node-7");
    OTHER_VALUES.put("--picture-cache", "500m");
    OTHER_VALUES.put("--adopt-words", "true");
  }

  static Stream<Setting<?>> all() {
    return SettingsTable.ALL.stream();
  }

  private Loading loading() {
    return new Loading(folder)
        .file("secret", SIGNING)
        .file("graph.json", GRAPH)
        .file("prices.json", "{\"models\":{\"m\":{\"perImage\":1}}}");
  }

  /** Returns a loading with what the setting cannot be without. */
  private Loading loading(Setting<?> setting) {
    if (ClusterTable.ROWS.contains(setting)) {
      return withCluster(setting);
    }
    return setting == SettingsTable.DAILY_BUDGET
        ? loading().with("TB_DALLE_PRICES_FILE", "prices.json")
        : loading();
  }

  private Loading withCluster(Setting<?> setting) {
    Loading loading = loading();
    if (setting != ClusterTable.DATABASE_URL) {
      loading.with("TB_DALLE_DATABASE_URL", "postgresql://localhost/dalle");
    }
    return setting == ClusterTable.BUCKET ? loading : loading.with("TB_DALLE_BUCKET", "s3://usual");
  }

  /** Returns the settings without this one. */
  private Settings usual(Setting<?> setting) {
    boolean isHalf = setting == ClusterTable.DATABASE_URL || setting == ClusterTable.BUCKET;
    return (isHalf ? loading() : loading(setting)).settings();
  }

  @ParameterizedTest
  @MethodSource("all")
  void every_setting_means_the_same_as_flag_variable_and_line(Setting<?> setting) {
    String value = OTHER_VALUES.get(setting.flag());
    assertThat(value).as("another value of " + setting.flag()).isNotNull();
    Settings usual = usual(setting);
    Settings first = loading(setting).with(setting.variable(), value).settings();
    assertThat(first).isNotEqualTo(usual);
    if (setting.onCommandLine()) {
      assertThat(loading(setting).settings(setting.flag() + "=" + value)).isEqualTo(first);
    }
    for (String variable : setting.variables()) {
      assertThat(loading(setting).with(variable, value).settings()).as(variable).isEqualTo(first);
      loading(setting).file(".env", variable + "='" + value + "'\n");
      assertThat(loading(setting).settings()).as(variable + " in .env").isEqualTo(first);
      loading(setting).file(".env", "");
    }
  }

  @Test
  void each_row_of_the_table_has_another_value_here() {
    assertThat(SettingsTable.ALL.stream().map(Setting::flag))
        .containsExactlyElementsOf(OTHER_VALUES.keySet());
  }
}
