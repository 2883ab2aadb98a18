package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes a running server takes up, and what it says of the others. */
class ReloadableSettingsTest {
  private static final String PRICES =
      """
      {"currency": "%s", "models": {"%s": {"perImage": %s}}}
      """;
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
  private static final String OTHER = "whsec_OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2";

  @TempDir Path folder;
  private Loading start;

  @BeforeEach
  void prepare() {
    start = new Loading(folder);
  }

  private ReloadableSettings.Changes change(String before, String after) {
    LoadOutcome.Loaded started = loaded(before);
    return started.changesTo(loaded(after), started.settings().reloadable());
  }

  private LoadOutcome.Loaded loaded(String env) {
    LoadOutcome outcome = start.file(".env", env).outcome();
    assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
    return (LoadOutcome.Loaded) outcome;
  }

  private void assertTaken(String before, String after, String name) {
    assertThat(change(before, after))
        .satisfies(
            changes -> {
              assertThat(changes.taken()).containsExactly(name);
              assertThat(changes.needRestart()).isEmpty();
              assertThat(changes.now()).isEqualTo(loaded(after).settings().reloadable());
            });
  }

  private void assertRefused(String before, String after, String name) {
    assertThat(change(before, after))
        .satisfies(
            changes -> {
              assertThat(changes.taken()).isEmpty();
              assertThat(changes.needRestart()).containsExactly(name);
              assertThat(changes.now()).isEqualTo(loaded(before).settings().reloadable());
            });
  }

  @Test
  void settings_that_stay_the_same_are_no_change_however_they_are_written() {
    assertThat(change("TB_DALLE_LOCK_TTL=5m\n", "TB_DALLE_LOCK_TTL=300s\nTB_DALLE_PORT=8080\n"))
        .satisfies(
            changes -> {
              assertThat(changes.taken()).isEmpty();
              assertThat(changes.needRestart()).isEmpty();
            });
  }

  @Test
  void a_secret_replaces_one_and_neither_comes_nor_goes() {
    start.file("a", SECRET).file("b", OTHER).file("key", "sk-from-a-file");
    String keys = "OPENAI_API_KEY or --openai-api-key-file";
    assertTaken("OPENAI_API_KEY=sk-one\n", "OPENAI_API_KEY=sk-two\n", keys);
    assertTaken("OPENAI_API_KEY=sk-one\n", "TB_DALLE_OPENAI_API_KEY_FILE=key\n", keys);
    assertRefused("", "OPENAI_API_KEY=sk-two\n", keys);
    assertRefused("OPENAI_API_KEY=sk-one\n", "", keys);
    String webhook = "TB_DALLE_WEBHOOK_SECRET_FILE=%s\n";
    assertTaken(webhook.formatted("a"), webhook.formatted("b"), "--webhook-secret-file");
    String server = "TB_DALLE_IMAGE_SERVER_KEY_FILE=%s\n";
    assertTaken(server.formatted("a"), server.formatted("key"), "--image-server-key-file");
    assertRefused("", server.formatted("key"), "--image-server-key-file");
  }

  @Test
  void tokens_may_come_and_change_and_never_go() {
    start.file("a", "one\n").file("b", "one\ntwo\n");
    String tokens = "TB_DALLE_API_TOKEN_FILE=%s\n";
    assertTaken("", tokens.formatted("a"), "--api-token-file");
    assertTaken(tokens.formatted("a"), tokens.formatted("b"), "--api-token-file");
    assertRefused(tokens.formatted("a"), "", "--api-token-file");
  }

  @Test
  void prices_change_within_one_currency_and_for_every_model() {
    String file = "TB_DALLE_PRICES_FILE=%s\n";
    start
        .file("a", PRICES.formatted("USD", "gpt-image-2", "0.04"))
        .file("b", PRICES.formatted("USD", "gpt-image-2", "0.05"))
        .file("c", PRICES.formatted("EUR", "gpt-image-2", "0.04"))
        .file("d", PRICES.formatted("USD", "other", "0.04"));
    assertTaken(file.formatted("a"), file.formatted("b"), "--prices-file");
    assertRefused(file.formatted("a"), file.formatted("c"), "--prices-file");
    assertRefused(file.formatted("a"), file.formatted("d"), "--prices-file");
  }

  @Test
  void a_file_that_only_a_start_reads_is_a_change_when_its_content_is_another() {
    String env = "TB_DALLE_IMAGE_PROVIDER=comfyui\nTB_DALLE_COMFYUI_GRAPH_FILE=graph\n";
    String graph =
        """
        {"1": {"class_type": "%s", "inputs": {"text": "{{prompt}}"}},
         "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "seed": "{{seed}}"}}}
        """;
    start.file("graph", graph.formatted("A"));
    LoadOutcome.Loaded started = loaded(env);
    start.file("graph", graph.formatted("B"));

    assertThat(started.changesTo(loaded(env), started.settings().reloadable()).needRestart())
        .containsExactly("--comfyui-graph-file");
  }

  @Test
  void each_part_has_its_rows_in_the_table() {
    assertThat(ReloadableSettings.Part.values())
        .allSatisfy(part -> assertThat(part.labels()).isNotEmpty());
  }
}
