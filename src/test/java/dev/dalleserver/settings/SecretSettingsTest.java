package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.Fifo;
import dev.dalleserver.settings.files.NamedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSettingsTest {
  @TempDir Path folder;
  Loading start;

  @BeforeEach
  void set_up() {
    start = new Loading(folder);
  }

  static final String KEY = "sk-very-secret-0123456789";

  @Test
  void a_key_makes_the_remote_provider_paint_and_is_never_printed() {
    start.with("OPENAI_API_KEY", KEY);

    Settings settings = start.settings();

    assertThat(settings.openAi().apiKey().orElseThrow().reveal()).isEqualTo(KEY);
    assertThat(settings.effectiveImageProvider()).isEqualTo(ImageProviderChoice.OPENAI);
    assertThat(settings.toString()).doesNotContain(KEY);
  }

  @Test
  void a_key_on_the_command_line_is_refused_without_repeating_it() {
    for (String[] args :
        List.of(
            new String[] {"--openai-api-key", KEY},
            new String[] {"--openai-api-key=" + KEY},
            new String[] {"--openai-api-kye", KEY},
            new String[] {"--openai-api-kye=" + KEY},
            new String[] {KEY},
            new String[] {"--image-model", "x y" + " " + KEY})) {
      assertThat(start.problems(args)).singleElement().asString().doesNotContain("secret");
    }
    assertThat(start.problems("--openai-api-key", KEY).get(0))
        .contains("OPENAI_API_KEY", "--openai-api-key-file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPENAI_API_KEY=\"sk-very-secret\\r\\nX-Evil: 1\"",
        "OPENAI_API_KEY=sk-very secret",
        "OPENAI_API_KEY=sk-very-secret\u00e9",
        "OPENAI_API_KEY=sk-very-secret\u0000",
        "TB_DALLE_OPENAI_API_KEY='sk-very-secret\u007f'",
        "OPENAI_API_KEY='sk-very-secret",
        "OPENAI API_KEY=sk-very-secret",
        "TB_DALLE_OPENAI_BASE_URL=https://me:sk-very-secret@example.org",
      })
  void one_that_could_not_stand_in_a_header_is_refused_without_printing_it(String line) {
    start.file(".env", line);

    assertThat(start.problems())
        .singleElement()
        .asString()
        .contains(".env:1")
        .doesNotContain("secret", "Evil");
  }

  @Test
  void a_key_file_is_trimmed() {
    start.file("key", "  " + KEY + "\r\n\n");

    Settings settings = start.settings("--openai-api-key-file", "key");

    assertThat(settings.openAi().apiKey()).isEqualTo(Secret.of(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "# only a comment", "two words", "one\ntwo", "caf\u00e9"})
  void a_key_file_without_exactly_one_key_is_refused_without_printing_it(String text) {
    start.file("key", text);

    assertThat(start.problems("--openai-api-key-file=key"))
        .singleElement()
        .asString()
        .contains("--openai-api-key-file")
        .doesNotContain("words", "two", "caf");
  }

  @Test
  void of_key_and_key_file_the_one_given_first_wins() {
    start.file("key", "from-file").with("OPENAI_API_KEY", "from-environment");

    assertThat(start.settings("--openai-api-key-file=key").openAi().apiKey())
        .isEqualTo(Secret.of("from-file"));

    start.file(".env", "TB_DALLE_OPENAI_API_KEY_FILE=key");
    assertThat(start.settings().openAi().apiKey()).isEqualTo(Secret.of("from-environment"));

    start.with("OPENAI_API_KEY", "");
    assertThat(start.settings().openAi().apiKey()).isEmpty();
  }

  @Test
  void a_token_file_may_hold_several_tokens() {
    start.file("tokens", "# for the gallery\nfirst\n\n  second\n");

    assertThat(start.settings("--api-token-file=tokens").web().apiTokens())
        .extracting(Secret::reveal)
        .containsExactly("first", "second");
  }

  @Test
  void a_file_of_secrets_that_cannot_be_used_is_told_why() {
    start.file("empty", "# none yet\n\n").file("spaces", "one\ntwo three\n");
    start.file("long", "x".repeat(70_000)).file("keys", "first\nsecond\n");
    for (String flag : List.of("--api-token-file=", "--webhook-secret-file=")) {
      assertProblem(flag + "empty", "and it holds nothing but empty lines and comments");
      assertProblem(flag + "spaces", "and its line 2 has a space or a character");
    }
    for (String flag : List.of("--api-token-file=", "--openai-api-key-file=")) {
      assertProblem(flag + "missing", "\"missing\", and there is no such file");
      assertProblem(flag + "long", "and it is longer than 64 KiB");
      assertProblem(flag + ".", "and it is a folder");
    }
    assertProblem("--openai-api-key-file=keys", "which does not hold one key");
    assertProblem("--prices-file=missing", "\"missing\", and there is no such file");
  }

  private void assertProblem(String argument, String reason) {
    assertThat(start.problems(argument))
        .singleElement()
        .asString()
        .contains(reason)
        .contains("; accepted: a ")
        .doesNotContain("two three");
  }

  @Test
  void a_byte_order_mark_before_secrets_is_passed_over() {
    start.file("tokens", "\uFEFFfirst\nsecond\n");
    start.file("signing", "\uFEFFwhsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz");

    Settings settings = start.settings("--api-token-file=tokens", "--webhook-secret-file=signing");

    assertThat(settings.web().apiTokens())
        .extracting(Secret::reveal)
        .containsExactly("first", "second");
    assertThat(settings.webhook()).isPresent();
  }

  @Test
  void a_webhook_comes_with_what_signs_it() {
    start.file("signing", "whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz");

    Settings settings =
        start.settings(
            "--webhook-url=https://hooks.example/T0?x=y", "--webhook-secret-file=signing");

    WebhookSettings webhook = settings.webhook().orElseThrow();
    assertThat(webhook.url()).contains(URI.create("https://hooks.example/T0?x=y"));
    assertThat(webhook.secret()).isEqualTo(Secret.of("whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz"));
    assertThat(settings.toString()).doesNotContain("T0", "c2VjcmV0");
  }

  @Test
  void a_secret_alone_lets_callers_name_who_is_told() {
    start.file("signing", "whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz");

    assertThat(start.settings("--webhook-secret-file=signing").webhook().orElseThrow().url())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whsec_",
        "whsec_!",
        "whsec_a",
        "s3cret",
        "dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz",
        // 23 bytes.
        "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM="
      })
  void a_webhook_secret_must_be_what_the_standard_signs_with(String text) {
    start.file("signing", text);

    assertThat(start.problems("--webhook-secret-file=signing"))
        .singleElement()
        .asString()
        .startsWith("--webhook-secret-file: ")
        .contains("whsec_ and base64")
        .doesNotContain(text + ";");
  }

  @Nested
  class WhenEveryUserOfTheMachineCanReadThem {
    @BeforeEach
    void open_the_folder() throws Exception {
      assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no modes here");
      for (Path up = folder; up != null; up = up.getParent()) {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(up);
        if (mode.add(PosixFilePermission.OTHERS_EXECUTE)) {
          assumeTrue(Files.isWritable(up), "another user's folder is closed");
          Files.setPosixFilePermissions(up, mode);
        }
      }
    }

    private void file(String name, String text, String mode) throws Exception {
      start.file(name, text);
      Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(mode));
    }

    private List<String> warnings() {
      return start.warnings(
          "--openai-api-key-file=key", "--api-token-file=tokens", "--webhook-secret-file=signing");
    }

    private void files(String mode) throws Exception {
      file("key", KEY, mode);
      file("tokens", "token-0123456789", mode);
      file("signing", "whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz", mode);
    }

    @Test
    void each_file_is_named_with_the_remedy_and_not_what_is_in_it() throws Exception {
      files("rw-r--r--");

      assertThat(warnings())
          .hasSize(3)
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains("every user of this machine", "chmod 600")
                      .doesNotContain("very-secret", "0123456789", "whsec_"))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("--openai-api-key-file: ").contains("/key"),
              line -> assertThat(line).startsWith("--api-token-file: ").contains("/tokens"),
              line -> assertThat(line).startsWith("--webhook-secret-file: ").contains("/signing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--r-----", "rw-rw----"})
    void its_owner_and_its_group_are_fine(String mode) throws Exception {
      files(mode);

      assertThat(warnings()).isEmpty();
    }

    @Test
    void a_file_that_others_can_change_is_as_bad() throws Exception {
      files("rw--w--w-");

      assertThat(warnings()).hasSize(3);
    }

    @Test
    void a_folder_that_others_cannot_enter_is_enough() throws Exception {
      files("rw-r--r--");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

      assertThat(warnings()).isEmpty();
    }

    @Test
    void a_link_is_judged_by_what_it_leads_to() throws Exception {
      file("real", KEY, "rw-r--r--");
      Files.createSymbolicLink(folder.resolve("key"), folder.resolve("real"));

      assertThat(start.warnings("--openai-api-key-file=key")).hasSize(1);
    }

    @Test
    void an_env_file_counts_when_a_key_is_in_it() throws Exception {
      file(".env", "TB_DALLE_WORKERS=2\n", "rw-r--r--");
      assertThat(start.warnings()).isEmpty();

      file(".env", "OPENAI_API_KEY=\n", "rw-r--r--");
      assertThat(start.warnings()).isEmpty();

      file(".env", "OPENAI_API_KEY=" + KEY, "rw-r--r--");
      assertThat(start.warnings()).singleElement().asString().contains(".env", "chmod 600");

      file(".env", "TB_DALLE_OPENAI_API_KEY=" + KEY, "rw-r-----");
      assertThat(start.warnings()).isEmpty();
    }

    @Test
    void the_data_directorys_env_file_counts_too() throws Exception {
      file("data/.env", "OPENAI_API_KEY=" + KEY, "rw-r--r--");

      assertThat(start.warnings("--data-dir=data"))
          .singleElement()
          .asString()
          .contains("data/.env");
    }
  }

  @Nested
  class WhenTheyComeByAPipe {
    @Test
    void what_is_written_there_is_read() throws Exception {
      Path pipe = Fifo.make(folder.resolve("key"));
      Thread writer =
          new Thread(
              () -> {
                try {
                  Files.writeString(pipe, KEY + "\n");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      writer.start();

      Settings settings = start.settings("--openai-api-key-file=key");

      writer.join();
      assertThat(settings.openAi().apiKey()).isEqualTo(Secret.of(KEY));
    }

    @Test
    void one_that_gives_nothing_is_not_waited_for_without_end() throws Exception {
      Path pipe = Fifo.make(folder.resolve("key"));

      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertThatIOException()
                  .isThrownBy(() -> NamedFile.read(pipe, 10, Duration.ofMillis(50)))
                  .withMessageContaining("nothing came from the pipe"));
    }

    @Test
    void no_more_than_asked_for_is_read_of_one_that_never_ends() throws Exception {
      Path zero = Path.of("/dev/zero");
      assumeTrue(Files.exists(zero), "there is no such device");

      assertThat(NamedFile.read(zero, 10)).hasSize(10);
      assertThat(start.problems("--openai-api-key-file=/dev/zero")).hasSize(1);
    }
  }

  @Nested
  class WhenOthersCanReachTheKey {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "pictures.example", "127.1", "[::]"})
    void the_start_is_refused(String host) {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.problems("--host", host))
          .singleElement()
          .asString()
          .startsWith("--host: ")
          .contains("--api-token-file", "--allow-anonymous")
          .doesNotContain("sk-abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1", "[::1]"})
    void loopback_is_fine(String host) {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.settings("--host", host).web().host()).doesNotContain("[");
    }

    @Test
    void a_token_file_or_the_operators_word_is_enough() {
      start.with("OPENAI_API_KEY", "sk-abc").file("tokens", "abc");

      start.settings("--host=0.0.0.0", "--api-token-file=tokens");
      start.settings("--host=0.0.0.0", "--allow-anonymous");
    }

    @Test
    void without_a_key_any_host_is_fine() {
      assertThat(start.settings("--host=0.0.0.0").web().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void an_unreadable_token_file_is_one_problem_not_two() {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.problems("--host=0.0.0.0", "--api-token-file=nope")).hasSize(1);
    }
  }

  @Test
  void a_secret_compares_by_its_text_and_refuses_the_empty_one() {
    Secret secret = Secret.of("abc").orElseThrow();

    assertThat(secret.matches("abc")).isTrue();
    assertThat(secret.matches("abcd")).isFalse();
    assertThat(secret.matches("ABC")).isFalse();
    assertThat(secret.matches("")).isFalse();
    assertThat(Secret.of("")).isEqualTo(Optional.empty());
  }
}
