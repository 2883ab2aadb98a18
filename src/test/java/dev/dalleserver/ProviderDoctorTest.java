package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.settings.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor --provider}: what it asks, what it says, and what it costs. */
class ProviderDoctorTest {
  private static final String KEY = "sk-doctor-0123456789-last";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private FakeProvider fake;

  @BeforeEach
  void start() throws IOException {
    fake = new FakeProvider(0, Map.of());
    environment.put("OPENAI_API_KEY", KEY);
    environment.put("OPENAI_BASE_URL", fake.baseUrl());
  }

  @AfterEach
  void close() {
    fake.close();
  }

  private int doctor(String... flags) {
    out.reset();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> args = Stream.concat(Stream.of("doctor"), Stream.of(flags)).toList();
    return new Main(both, both).run(args, environment, folder);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void asks_both_for_their_models_and_pays_nothing() {
    fake.behave(Map.of("key", KEY));
    assertThat(doctor("--provider")).as(said()).isZero();
    assertThat(said())
        .contains(
            "ok       images: it answers and lists 2 models, gpt-image-2 among them",
            "ok       prompts: it answers and lists 2 models, gpt-5.4-mini among them",
            "0 problems")
        .doesNotContain("0123456789");
    assertThat(fake.calls("models")).isEqualTo(2);
    assertThat(fake.calls("image") + fake.calls("chat")).isZero();
    assertThat(folder).as("nothing is made").isEmptyDirectory();
  }

  @Test
  void names_a_key_that_is_refused() {
    fake.behave(Map.of("key", "sk-another"));
    assertThat(doctor("--provider")).isEqualTo(1);
    assertThat(said()).contains("problem  images: the provider answered 401", "2 problems");
  }

  @Test
  void asks_each_endpoint_with_its_own_key() throws Exception {
    try (FakeProvider chat = new FakeProvider(0, Map.of("key", "sk-chat"))) {
      fake.behave(Map.of("key", KEY));
      environment.put("ENHANCEMENT_API_KEY", "sk-chat");
      assertThat(doctor("--provider", "--enhancement-base-url", chat.baseUrl())).isZero();
      assertThat(chat.calls("models")).isEqualTo(1);
      assertThat(fake.calls("models")).isEqualTo(1);
    }
  }

  @Test
  void a_model_that_is_not_listed_is_noted_with_some_that_are() {
    assertThat(doctor("--provider", "--image-model=gpt-image-9")).isZero();
    assertThat(said()).contains("note     images: ", "gpt-image-9 is not among them: gpt-image-2");
  }

  @Test
  void a_base_url_that_leads_to_nothing_is_a_problem_with_a_remedy() {
    String bare = fake.baseUrl().replace("/v1", "");
    assertThat(doctor("--provider", "--openai-base-url=" + bare)).isEqualTo(1);
    assertThat(said()).contains("try " + bare + "/v1");
  }

  @Test
  void paints_one_picture_that_is_kept_and_counted() throws Exception {
    fake.behave(Map.of("url-mode", "1", "key", KEY));
    assertThat(doctor("--provider", "--paint")).as(said()).isZero();
    assertThat(said())
        .containsPattern("ok       a picture of 1024x1024 pixels, PNG by url, \\d+ bytes, in ")
        .contains("kept as set-aside/", "it took every parameter");
    assertThat(fake.calls("image")).isEqualTo(1);
    try (Stream<Path> files = Files.walk(folder.resolve("set-aside"))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
    assertThat(folder.resolve("metrics/image_budget.json")).content().contains("1");
  }

  @Test
  void a_picture_that_does_not_come_is_a_problem() {
    fake.behave(Map.of("status", "400", "message", "no apples today", "only", "image"));
    assertThat(doctor("--paint")).isEqualTo(1);
    assertThat(said()).contains("problem  no picture: ", "no apples today", "1 problem");
  }

  @Test
  void a_rate_limit_that_asks_for_long_ends_at_once_and_costs_nothing() {
    fake.behave(
        Map.of("status", "429", "message", "Slow down", "retry-after", "200", "only", "image"));
    assertThat(doctor("--paint")).isEqualTo(1);
    assertThat(said())
        .contains("note     the provider limits the rate: waiting for 60 s at most")
        .contains("problem  no picture: the provider answered 429: Slow down; it still refuses")
        .contains("1 problem");
    assertThat(fake.calls("image")).isEqualTo(1);
    assertThat(folder.resolve("metrics/image_budget.json"))
        .satisfiesAnyOf(
            file -> assertThat(file).doesNotExist(),
            file -> assertThat(file).content().contains("\"images\":0"));
  }

  @Test
  void a_rate_limit_that_lasts_ends_in_time() {
    fake.behave(Map.of("status", "429", "retry-after", "1", "only", "image"));
    LoadOutcome outcome = new SettingsLoader(environment, folder).load(List.of("--no-enhance"));
    Settings settings = ((LoadOutcome.Loaded) outcome).settings();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(new ProviderDoctor(settings, both, Duration.ofMillis(1500)).run(true)).isEqualTo(1);
    assertThat(said()).contains("the provider answered 429", "nothing is paid", "1 problem");
    assertThat(fake.calls("image")).isEqualTo(2);
  }

  @Test
  void without_a_provider_says_how_to_have_one() {
    environment.clear();
    assertThat(doctor("--provider")).isEqualTo(1);
    assertThat(said()).contains("no provider is used", "OPENAI_API_KEY", "none");
    assertThat(doctor("--provider", "--fix")).isEqualTo(2);
  }

  @Test
  void a_server_of_ones_own_is_said_not_to_be_asked() {
    environment.clear();
    assertThat(doctor("--provider", "--image-provider=a1111")).isZero();
    assertThat(said()).contains("a server of one's own is not asked here").contains("0 problems");
  }

  @Test
  void a_proxy_that_asks_for_a_password_is_a_problem_not_a_note() {
    fake.behave(Map.of("status", "407", "front", "empty"));
    assertThat(doctor("--provider")).isEqualTo(1);
    assertThat(said()).contains("problem  images: ", "user or password (407)", "2 problems");
  }

  @Test
  void a_base_url_that_is_refused_is_said_why_and_not_shown() {
    Map<String, String> reasons =
        Map.of(
            "http://127.0.0.1:0/v1", "a URL with a port that is not from 1 to 65535",
            "127.0.0.1:8080/v1", "a text without http:// or https:// in front",
            "http://me:pass-word-1@host/v1", "a URL with a user or a password",
            "http://my_host:8080/v1", "a URL whose host has an underscore",
            "http://host/v1?key=pass-word-1", "a URL with a query",
            "http://host/v1#x", "a URL with a fragment",
            "ftp://host/v1", "a URL that is neither http nor https",
            "http://ho st/v1", "a URL with a space");
    reasons.forEach(
        (url, reason) -> {
          environment.put("OPENAI_BASE_URL", url);
          assertThat(doctor("--provider")).as(url).isEqualTo(2);
          assertThat(said()).contains(reason).doesNotContain("pass-word-1");
        });
  }

  @Test
  void what_was_copied_around_a_base_url_is_taken_off() {
    for (String around : List.of("\"%s\"", "'%s'", "<%s>", "\uFEFF%s", "%s\u200B", "%s;", " %s,")) {
      environment.put("OPENAI_BASE_URL", around.formatted(fake.baseUrl()));
      assertThat(doctor("--provider")).as(said()).isZero();
    }
  }

  @Test
  void what_is_not_used_is_not_asked_and_no_problem() {
    assertThat(doctor("--provider", "--no-enhance", "--enhancement-base-url=http://127.0.0.1:1/v1"))
        .as(said())
        .isZero();
    assertThat(said()).contains("note     prompts: not asked");
    assertThat(doctor("--provider", "--image-provider=offline", "--no-enhance")).isEqualTo(1);
    assertThat(said()).contains("--image-provider offline has the built-in painter paint");
  }

  @Test
  void a_file_without_a_key_is_said_to_be_one() throws Exception {
    environment.remove("OPENAI_API_KEY");
    Path file = Files.writeString(folder.resolve("key"), "two\nlines\n");
    assertThat(doctor("--provider", "--openai-api-key-file=" + file)).isEqualTo(2);
    assertThat(said()).contains("which does not hold one key");
    assertThat(doctor("--provider", "--openai-api-key-file=" + file + "x")).isEqualTo(2);
    assertThat(said()).contains("there is no such file");
  }

  @Test
  void a_redirect_to_elsewhere_is_a_problem() {
    fake.behave(Map.of("redirect", "302", "redirect-to", "https://login.example"));
    assertThat(doctor("--provider")).isEqualTo(1);
    assertThat(said()).contains("https://login.example/v1/models");
  }
}
